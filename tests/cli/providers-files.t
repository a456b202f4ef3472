#!/usr/bin/env python3
"""providers import and export: autoconfig files in and out, nothing lost."""
import json
import os
import shutil
import stat
import subprocess
from pathlib import Path
from xml.etree import ElementTree

from cli import HOME, ROOT, done, ok, run, same, skip

GRAMMAR = ROOT / "tests/clients/autoconfig-entry.rng"
SECURITY = {"SSL": "tls", "TLS": "tls", "STARTTLS": "starttls",
            "plain": "none"}
AUTH = {"password-cleartext": "password", "password-encrypted": "encrypted",
        "OAuth2": "oauth2", "none": "none"}
SCRATCH = HOME / "files"
SCRATCH.mkdir()


def entries(folder):
    return {p.stem: json.loads(p.read_text())
            for p in sorted(Path(folder).glob("*.json"))}


def kept(entry, pages=False):
    """What autoconfig can say of an entry."""
    keys = ("domains", "mx", "documentation") + (("help",) if pages else ())
    server = ("protocol", "host", "port", "security", "username", "auth",
              "leave_on_server", "min_interval_minutes")
    return ({k: entry.get(k) for k in keys}, entry["name"],
            "enable-imap-pop" in entry.get("hints", []),
            [{k: s.get(k) for k in server} for s in entry["servers"]])


def lint(paths):
    return subprocess.run(["xmllint", "--noout", "--nonet", "--relaxng",
                           GRAMMAR, *paths], capture_output=True, text=True,
                          timeout=60, check=False)


def xml(name, text, folder):
    path = SCRATCH / folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    os.utime(path, (1757894400, 1757894400))    # 2025-09-15
    return path


def document(domain, host="imap.own.test", **more):
    server = "".join(f"<{k}>{v}</{k}>" for k, v in {
        "hostname": host, "port": "993", "socketType": "SSL",
        "authentication": "password-cleartext",
        "username": "%EMAILADDRESS%", **more}.items())
    return (f'<clientConfig version="1.1"><emailProvider id="{domain}">'
            f"<domain>{domain}</domain><displayName>{domain}</displayName>"
            f'<incomingServer type="imap">{server}</incomingServer>'
            "</emailProvider></clientConfig>")


def round_trip(name, entry_of, extra=(), pages=False):
    """import(export(x)) is x, for all entries with servers for all."""
    ids = [i for i, e in entry_of.items()
           if any("host" in s for s in e["servers"])]
    out, back = SCRATCH / f"{name}-xml", SCRATCH / f"{name}-json"
    r = run("providers", "export", *ids, "--out", out, "-q", *extra)
    same((r.status, r.out, r.err), (0, "", ""), f"{name}: export", r)
    files = sorted(out.glob("*.xml"))
    same(sorted(f.stem for f in files), sorted(ids), f"{name}: a file for each")
    if shutil.which("xmllint"):
        p = lint(files)
        ok(p.returncode == 0, f"{name}: the files follow the grammar",
           p.stderr[-2000:])
    else:
        skip(f"{name}: the grammar", "NOT TESTED: xmllint is missing")
    r = run("providers", "import", out, "--out", back)
    same(r.status, 0, f"{name}: import", r)
    again = entries(back)
    none = {"name": "", "servers": []}
    wrong = [f"{i}\n{kept(entry_of[i], pages)}\n{again.get(i)}"
             for i in ids if kept(entry_of[i], pages)
             != kept(again.get(i, none), pages)]
    ok(len(ids) > 40 and not wrong, f"{name}: {len(ids)} entries come back",
       "\n".join(wrong))
    r = run("providers", "validate", *sorted(back.glob("*.json")))
    same(r.status, 0, f"{name}: what came back is valid", r)


def exports():
    built_in = entries(ROOT / "profiles/providers")
    round_trip("built in", built_in)
    r = run("providers", "export", "gmx", "--format", "autoconfig")
    root = ElementTree.fromstring(r.out)
    same({u.text for u in root.iter("username")}, {"%EMAILADDRESS%"},
         "user names stay places")
    same([d.text for d in root.iter("domain")], built_in["gmx"]["domains"],
         "all domains are there")
    r = run("providers", "export", "gmx", "posteo")
    ok(r.status == 2 and "--out" in r.err and not r.out,
       "several entries need a folder", r)
    r = run("providers", "export", "tuta", "gmx", "--out", SCRATCH / "none")
    ok(r.status == 2 and "tuta" in r.err
       and not (SCRATCH / "none").exists(),
       "an entry without servers is refused, and nothing is written", r)
    r = run("providers", "export", "no-such")
    ok(r.status == 2 and "no-such" in r.err, "an unknown id", r)
    r = run("providers", "export", "gmx", "--format", "toml")
    ok(r.status == 2 and "autoconfig" in r.err, "an unknown format", r)
    out = SCRATCH / "twice"
    for text in ("written", "unchanged"):
        r = run("providers", "export", "gmx", "--out", out)
        ok(r.status == 0 and text in r.err, f"export again: {text}", r)
    (out / "gmx.xml").write_text("mine")
    r = run("providers", "export", "posteo", "gmx", "--out", out)
    ok(r.status == 2 and "gmx.xml" in r.err
       and (out / "gmx.xml").read_text() == "mine"
       and not (out / "posteo.xml").exists(),
       "a file with other contents stays, and nothing else is written", r)


def imports():
    xml("Own_Mail..Test.xml", document("own.test"), "in")
    xml("broken.xml", "<clientConfig>", "in")
    xml("doctype.xml", "<!DOCTYPE a><clientConfig/>", "in")
    xml("huge.xml", b" " * 300000, "in")
    xml("nobody.xml", document("own.test"), "in")
    xml("port.xml", document("port.test", port="abc"), "in")
    xml("own-mail-test.xml", document("other.test"), "in")
    xml("user.xml", document("user.test", username="anna"), "in")
    xml("esc\x1b[31m.xml", "<x", "in")
    xml("---.xml", document("hyphen.test"), "in")
    xml("notes.txt", "no XML file", "in")
    os.mkfifo(SCRATCH / "in/pipe.xml")
    out = SCRATCH / "out"
    r = run("providers", "import", SCRATCH / "in", "--out", out)
    same(r.status, 1, "broken files: status 1", r)
    for name, why in {"broken.xml": "not well-formed XML",
                      "doctype.xml": "document type declaration",
                      "huge.xml": "larger than",
                      "nobody.xml": "already claimed by Own_Mail..Test.xml",
                      "port.xml": 'no usable server in it; not understood: '
                      'imap port "abc"',
                      "own-mail-test.xml": "already claimed",
                      "user.xml": "servers[0].username",
                      "---.xml": "neither letters nor digits",
                      "pipe.xml": "regular file"}.items():
        line = [x for x in r.out.splitlines() if x.startswith(name + ": ")]
        ok(line and why in line[0], f"{name} is named with the reason", r)
    ok("\x1b" not in r.out + r.err and "notes" not in r.out,
       "no escape sequence of a file name, and no other file", r)
    same(sorted(p.name for p in out.iterdir()), ["own-mail-test.json"],
         "the rest is imported", r)
    file = out / "own-mail-test.json"
    entry = json.loads(file.read_text())
    same(entry["evidence"], [{"source": "Own_Mail..Test.xml",
                              "date": "2025-09-15",
                              "method": "publication"}],
         "the evidence is the file and its date")
    same(stat.S_IMODE(file.stat().st_mode), 0o600, "for its owner only")
    r = run("discover", "--offline", "anna@own.test", "--providers", out)
    ok(r.status == 0 and "imap.own.test" in r.out, "the entry is used", r)
    r = run("providers", "import", SCRATCH / "in", "--out", out, "--json")
    report = json.loads(r.out)
    same(([i["id"] for i in report["imported"]], len(report["problems"])),
         (["own-mail-test"], 10), "the same as JSON, and the same again", r)
    file.write_text("mine")
    r = run("providers", "import", SCRATCH / "in", "--out", out)
    ok(r.status == 2 and "own-mail-test.json" in r.err
       and file.read_text() == "mine", "another file is not overwritten", r)
    r = run("providers", "import", SCRATCH / "in")
    ok(r.status == 2 and "--out" in r.err, "import needs --out", r)
    r = run("providers", "import", SCRATCH / "no-such", "--out", out)
    ok(r.status == 2 and "no-such" in r.err, "a folder that is not there", r)
    (SCRATCH / "empty").mkdir()
    r = run("providers", "import", SCRATCH / "empty", "--out", out)
    ok(r.status == 2 and ".xml" in r.err, "a folder without files", r)
    r = run("providers", "import", SCRATCH / "in", "--out", out, "--lang",
            "de")
    ok("anderem Inhalt" in r.err, "German", r)
    odd = document("odd.test").replace(
        "</emailProvider>", '<incomingServer type="pop3"><hostname>a b'
        "</hostname></incomingServer></emailProvider>")
    xml("odd.xml", odd, "odd")
    r = run("providers", "import", SCRATCH / "odd", "--out", SCRATCH / "odd2")
    ok('odd.xml: not understood: pop3 hostname "a b", pop3 port ""' in r.out,
       "what an entry leaves out is named", r)
    r = run("providers", "import", SCRATCH / "odd", "--out", SCRATCH / "odd2",
            "--lang", "de")
    ok('odd.xml: nicht verstanden: pop3 hostname "a b"' in r.out, "German", r)
    r = run("providers", "import", SCRATCH / "odd", "--out", SCRATCH / "odd2",
            "--json")
    ok(json.loads(r.out)["imported"][0]["misread"].startswith(
        'pop3 hostname "a b"'), "in JSON, too", r)


RICH = """<?xml version="1.0"?>
<clientConfig version="1.1">
 <emailProvider id="rich.test">
  <domain> RICH.test </domain><domain>rich.test</domain>
  <domain>b\u00fccher.test</domain><domain purpose="mx">mx.rich.test</domain>
  <displayName>%EMAILDOMAIN%</displayName>
  <displayShortName>Rich</displayShortName>
  <incomingServer type="ews"><hostname>x.test</hostname></incomingServer>
  <incomingServer type="pop3">
   <hostname>POP.%EMAILDOMAIN%</hostname><port>110</port>
   <socketType>plain</socketType>
   <username>%EMAILLOCALPART%.%EMAILDOMAIN%</username>
   <authentication>none</authentication><authentication>NTLM</authentication>
   <pop3><leaveMessagesOnServer>false</leaveMessagesOnServer>
    <checkInterval minutes="15"/></pop3>
  </incomingServer>
  <documentation url="http://rich.test/a"><descr lang="de">Zwei
    Zeilen</descr><descr>two</descr></documentation>
  <documentation url="https://rich.test/b"/>
 </emailProvider>
 <enable visiturl="https://rich.test/on">
  <instruction lang="pt-BR">Liga</instruction></enable>
</clientConfig>"""


def rich():
    xml("rich.xml", RICH, "rich")
    out = SCRATCH / "rich-out"
    r = run("providers", "import", SCRATCH / "rich", "--out", out)
    ok(r.status == 0 and "1 server left out" in r.out,
       "a server of another kind is counted", r)
    entry = entries(out)["rich"]
    same(entry, {
        "id": "rich", "name": "Rich",
        "domains": ["rich.test", "xn--bcher-kva.test"],
        "mx": ["mx.rich.test"],
        "servers": [{"protocol": "pop3", "host": "pop.%EMAILDOMAIN%",
                     "port": 110, "security": "none",
                     "username": "%EMAILLOCALPART%.%EMAILDOMAIN%",
                     "auth": ["none", "ntlm"], "leave_on_server": False,
                     "min_interval_minutes": 15}],
        "hints": ["enable-imap-pop"],
        "documentation": "https://rich.test/b",
        "help": [{"for": "documentation", "url": "http://rich.test/a",
                  "lang": "de", "text": "Zwei Zeilen"},
                 {"for": "documentation", "url": "http://rich.test/a",
                  "text": "two"},
                 {"for": "documentation", "url": "https://rich.test/b"},
                 {"for": "enable", "url": "https://rich.test/on",
                  "lang": "pt-BR", "text": "Liga"}],
        "evidence": [{"source": "rich.xml", "date": "2025-09-15",
                      "method": "publication"}]},
        "everything a file can say")
    r = run("providers", "show", "rich", "--providers", out)
    ok(all(u in r.out for u in ("https://rich.test/b", "http://rich.test/a",
                                "https://rich.test/on")),
       "show names all pages", r)
    r = run("providers", "export", "rich", "--providers", out, "--out",
            SCRATCH / "rich-xml")
    same(r.status, 0, "and back", r)
    r = run("providers", "import", SCRATCH / "rich-xml", "--out",
            SCRATCH / "rich-again")
    again = entries(SCRATCH / "rich-again").get("rich", {})
    again["evidence"] = entry["evidence"]
    same(again, entry, "to the same entry")


def published(path):
    """What a file says, read by other means than ours."""
    root = ElementTree.parse(path).getroot()
    provider = root.find("emailProvider")
    servers, pages = [], set()
    for s in provider:
        if s.get("type") not in ("imap", "pop3", "smtp"):
            continue
        text = {c.tag: (c.text or "").strip() for c in s}
        options = s.find("pop3")
        leave = minutes = None
        if options is not None:
            leave = {"true": True, "false": False}.get(
                (options.findtext("leaveMessagesOnServer") or "").strip())
            interval = options.find("checkInterval")
            if interval is not None:
                minutes = int(interval.get("minutes"))
        servers.append({
            "protocol": s.get("type"), "host": text["hostname"].lower()
            .replace("%emaildomain%", "%EMAILDOMAIN%"),
            "port": int(text["port"]),
            "security": SECURITY[text["socketType"]],
            "username": text.get("username"),
            "auth": [AUTH[a.text.strip()]
                     for a in s.findall("authentication")],
            "leave_on_server": leave, "min_interval_minutes": minutes})
    for n in [*provider, *root]:
        if n.tag == "documentation" or (
                n.tag == "instruction" and n.get("url")):
            pages.add(("documentation", n.get("url").strip()))
        if n.tag == "enable":
            pages.add(("enable", n.get("visiturl").strip()))
    domains = list(dict.fromkeys(
        d.text.strip() for d in provider.findall("domain")))
    return servers, pages, domains


def collection():
    """The files of a whole public collection."""
    shared = os.environ.get("POSTLOTSE_SHARED", "")
    folder = Path(shared) / "data/ispdb"
    if not shared or not folder.is_dir():
        skip("a public collection",
             "NOT TESTED: POSTLOTSE_SHARED has no data/ispdb")
        return
    out = SCRATCH / "collection"
    r = run("providers", "import", folder, "--out", out)
    same(r.status, 0, "the collection is imported", r)
    imported = {e["evidence"][0]["source"]: e for e in
                entries(out).values()}
    files = sorted(folder.glob("*.xml"))
    same(sorted(imported), [f.name for f in files], "every file of it")
    wrong = []
    for file in files:
        servers, pages, domains = published(file)
        entry = imported.get(file.name, {"servers": []})
        got = [{k: s.get(k) for k in servers[0]} for s in entry["servers"]]
        known = {(h["for"], h.get("url")) for h in entry.get("help", [])}
        if not known and "documentation" in entry:
            known = {("documentation", entry["documentation"])}
        if (got, known, entry.get("domains")) != (servers, pages, domains):
            wrong.append(f"{file.name}\n{servers}\n{got}\n{pages}\n{known}")
    ok(len(files) > 100 and not wrong,
       f"{len(files)} files agree with another reader", "\n".join(wrong))
    r = run("providers", "validate", *sorted(out.glob("*.json")))
    same(r.status, 0, "all of it is valid", r)
    round_trip("collection", entries(out), ("--providers", str(out)), True)


exports()
imports()
rich()
collection()
done()
