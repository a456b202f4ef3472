#!/usr/bin/env python3
"""The provider database: schema, files and the subcommand `providers`."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "profiles/providers").glob("*.json"))
PROGRAM = os.environ.get("POSTLOTSE", str(ROOT / "build/postlotse"))
HOME = tempfile.mkdtemp(prefix="postlotse-providers-")
count = failed = 0


def ok(good, name, why=""):
    global count, failed
    count += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {count} - {name}")
    if not good and why:
        print("\n".join("# " + line for line in str(why).splitlines()))


def run(*args):
    """The program with an empty home: status, stdout, stderr."""
    env = dict(os.environ, XDG_CONFIG_HOME=HOME, HOME=HOME,
               LC_ALL="C.UTF-8", LANGUAGE="en")
    p = subprocess.run([PROGRAM, "providers", *args], env=env, timeout=30,
                       capture_output=True, text=True,
                       stdin=subprocess.DEVNULL, check=False)
    return p.returncode, p.stdout, p.stderr


def put(name, entry):
    path = Path(HOME) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(entry if isinstance(entry, str) else json.dumps(entry))
    return str(path)


def own(**changes):
    entry = {"id": "own", "name": "Own", "domains": ["own.test"],
             "servers": [{"protocol": "imap", "host": "imap.own.test",
                          "port": 993, "security": "tls",
                          "username": "%EMAILADDRESS%"}],
             "evidence": [{"source": "own", "date": "2026-08",
                           "method": "publication"}]}
    entry.update(changes)
    return entry


def test_schema():
    try:
        import jsonschema
    except ImportError:
        print("# SKIPPED: the schema checks need python3-jsonschema")
        return
    schema = json.loads((ROOT / "profiles/provider.schema.json").read_text())
    validator = jsonschema.Draft202012Validator(schema)
    wrong = [f"{f.name}: {list(e.path)}: {e.message[:200]}" for f in FILES
             for e in validator.iter_errors(json.loads(f.read_text()))]
    ok(not wrong, f"{len(FILES)} files follow the schema", "\n".join(wrong))
    # Schema and program refuse the same, so that either can be trusted.
    server = own()["servers"][0]
    pattern = {k: v for k, v in server.items() if k != "host"}
    pattern["host_pattern"] = "w*.own.test"
    differ = {"field": "imap", "note": "The help page is newer.", "values": [
        {"value": f"imaps://{h}.own.test", "source": "own", "date": "2026-08"}
        for h in ("imap", "mail")]}
    for name, entry in {
        "good": own(),
        "good, with all": own(
            ns=["ns.own.test"], spf=["_spf.own.test"], servers=[
                pattern, dict(server, protocol="pop3", leave_days=7)],
            hints=["app-password", {"code": "enable-smtp",
                                    "documentation": "https://own.test/"}],
            oauth={"issuer": "own.test", "scopes": ["https://own.test/m"],
                   "auth_url": "https://own.test/a",
                   "token_url": "https://own.test/t"},
            evidence=[dict(own()["evidence"][0], method="probe",
                           fields=["imap", "oauth"])],
            disagreements=[differ]),
        "good, by name server": {k: v for k, v in own(
            ns=["ns.own.test"]).items() if k != "domains"},
        "unknown key": own(nmae="x"),
        "no domain": {k: v for k, v in own().items() if k != "domains"},
        "no evidence": own(evidence=[]),
        "upper case": own(domains=["OWN.test"]),
        "one label": own(domains=["test"]),
        "inner wildcard": own(domains=["a.*.test"]),
        "wildcard mx": own(mx=["*.own.test"]),
        "twice": own(domains=["own.test", "own.test"]),
        "hint": own(hints=["app-pasword"]),
        "http": own(documentation="http://own.test/"),
        "port": own(servers=[dict(server, port=70000)]),
        "port text": own(servers=[dict(server, port="993")]),
        "security": own(servers=[dict(server, security="ssl")]),
        "help without anything": own(help=[{"for": "enable"}]),
        "help by ftp": own(help=[{"for": "enable", "url": "ftp://a/"}]),
        "help for": own(help=[{"for": "fun", "url": "https://a/"}]),
        "help lang": own(help=[{"for": "enable", "text": "a",
                                "lang": "d e"}]),
        "user name": own(servers=[dict(server, username="anna")]),
        "auth": own(servers=[dict(server, auth=["app-password"])]),
        "host": own(servers=[dict(server, host="Imap.own.test")]),
        "interval": own(servers=[dict(server, min_interval_minutes=5)]),
        "leave days": own(servers=[dict(server, leave_days=5)]),
        "leave days of pop3": own(servers=[dict(server, protocol="pop3",
                                                leave_days=0)]),
        "pattern": own(servers=[dict(pattern, host_pattern="w.own.test")]),
        "two stars": own(servers=[dict(pattern,
                                       host_pattern="w**.own.test")]),
        "star in a later part": own(servers=[dict(
            pattern, host_pattern="w.*.own.test")]),
        "host and pattern": own(servers=[dict(pattern, host="a.test")]),
        "neither host": own(servers=[{k: v for k, v in server.items()
                                      if k != "host"}]),
        "hint object": own(hints=[{"code": "app-password"}]),
        "hint page": own(hints=[{"code": "app-password",
                                 "documentation": "http://a/"}]),
        "hint of an object": own(hints=[{"code": "fun",
                                         "documentation": "https://a/"}]),
        "ns": own(ns=["NS.own.test"]),
        "spf": own(spf=["*.own.test"]),
        "oauth without issuer": own(oauth={"scopes": ["mail"]}),
        "scope": own(oauth={"issuer": "own.test", "scopes": ["a b"]}),
        "oauth by http": own(oauth={"issuer": "own.test",
                                    "token_url": "http://own.test/"}),
        "evidence of a field": own(evidence=[dict(
            own()["evidence"][0], fields=["imap", "fun"])]),
        "method": own(evidence=[dict(own()["evidence"][0], method="x")]),
        "one value": own(disagreements=[dict(differ,
                                             values=[differ["values"][0]])]),
        "value without source": own(disagreements=[dict(
            differ, values=[{"value": "a", "date": "2026-01"}] * 2)]),
        "disagreement of a name": own(disagreements=[dict(differ,
                                                          field="name")]),
        "id": own(id="Own"),
        "date": own(evidence=[dict(own()["evidence"][0], date="2026-13")]),
        "text": "no object",
    }.items():
        status, out, _ = run("validate", put("x", json.dumps(entry)))
        expected = 0 if validator.is_valid(entry) else 1
        ok(status == expected and name.startswith("good") == (status == 0),
           f"schema and program agree: {name}", out)
    hints = schema["$defs"]["hint"]["enum"]
    wrong = [h for h in hints
             if run("validate", put("x", own(hints=[h])))[0] != 0]
    ok(not wrong, "the program knows every hint of the schema", wrong)


def test_files():
    entries = [json.loads(f.read_text()) for f in FILES]
    ok(len(entries) >= 45, "at least 45 providers")
    status, out, err = run("validate", *map(str, FILES))
    ok(status == 0, "the files validate together", out + err)
    status, out, err = run("validate")
    ok(status == 0, "the database validates", out + err)
    status, out, _ = run("list", "--json")
    ok(status == 0 and json.loads(out) ==
       sorted(entries, key=lambda e: e["id"]),
       "list --json gives the files back unchanged")
    status, out, _ = run("list")
    ok([line.split()[0] for line in out.splitlines()] ==
       sorted(e["id"] for e in entries), "list names every id in order")
    wrong = [d for e in entries for d in e.get("domains", [])
             if d.startswith("xn--") is False and not d.isascii()]
    ok(not wrong, "domains are A-labels", wrong)
    plain = [e["id"] for e in entries if not e["servers"]
             and not e.get("hints")]
    ok(not plain, "who has no server says why in a hint", plain)


def published(path):
    """(protocol, host, port, security) of a published autoconfig file."""
    words = {"SSL": "tls", "STARTTLS": "starttls"}
    servers = set()
    for s in ElementTree.parse(path).getroot().find("emailProvider"):
        if s.tag in ("incomingServer", "outgoingServer"):
            text = [(s.findtext(k) or "").strip() for k in
                    ("hostname", "port", "socketType")]
            servers.add((s.get("type"), text[0], text[1],
                         words.get(text[2])))
    return servers


def test_evidence():
    """An entry that rests on one publication says what that one says."""
    shared = os.environ.get("POSTLOTSE_SHARED", "")
    folder = Path(shared) / "data/ispdb"
    if not shared or not folder.is_dir():
        print("# SKIPPED: POSTLOTSE_SHARED has no data/ispdb to compare with")
        return
    wrong, compared = [], 0
    for file in FILES:
        entry = json.loads(file.read_text())
        sources = [e["source"] for e in entry["evidence"]]
        if len(sources) > 1 or "/autoconfig/blob/c6ad796/" not in sources[0]:
            continue
        known = published(folder / sources[0].rpartition("/")[2])
        compared += len(entry["servers"])
        wrong += [f"{file.name}: {s}" for s in entry["servers"]
                  if (s["protocol"], s["host"], str(s["port"]),
                      s["security"]) not in known]
    ok(compared > 0 and not wrong,
       f"{compared} servers agree with their only source", "\n".join(wrong))


def test_match():
    status, out, _ = run("match", "anna@gmx.de")
    ok(status == 0 and "imap.gmx.net:993" in out and "anna@gmx.de" in out
       and "switched on first" in out,
       "match shows servers, user name and hints in words", out)
    ok(max(map(len, out.splitlines())) <= 80, "80 columns hold it", out)
    status, out, _ = run("match", "Anna.B@WEB.de", "--json")
    m = json.loads(out)
    ok(status == 0 and m["matched"] == "domain"
       and m["provider"]["id"] == "web-de"
       and {s["username"] for s in m["settings"]} == {"Anna.B"}
       and [s["min_interval_minutes"] for s in m["settings"]
            if s["protocol"] == "pop3"] == [15, 15],
       "match --json fills the user name in", out)
    status, out, _ = run("match", "mx00.kundenserver.de", "--json")
    ok(json.loads(out)["matched"] == "mx", "match knows mail exchangers", out)
    status, out, _ = run("match", "notgoogle.com", "--json")
    ok(status == 1 and json.loads(out)["provider"] is None
       and json.loads(out)["settings"] == [],
       "notgoogle.com is not google.com", out)
    status, out, _ = run("match", "anna@example.org")
    ok(status == 1 and "anna@example.org" in out, "no entry: status 1", out)
    status, out, err = run("match", "anna@@b")
    ok(status == 2 and "anna@@b" in err, "no address: status 2", err)
    status, out, _ = run("match", "anna@tuta.com")
    ok(status == 0 and "neither IMAP nor POP3 nor SMTP" in out,
       "a provider without protocols is told at once", out)


def test_show():
    entry = json.loads((ROOT / "profiles/providers/posteo.json").read_text())
    status, out, _ = run("show", "posteo", "--json")
    ok(status == 0 and json.loads(out) == entry, "show --json is the file")
    status, out, _ = run("show", "posteo")
    ok(status == 0 and "posteo.us" in out and "2026-01" in out,
       "show names domains and evidence", out)
    status, _, err = run("show", "no-such")
    ok(status == 2 and "no-such" in err, "show of an unknown id", err)
    for args in ([], ["sing"], ["show"], ["show", "a", "b"], ["list", "x"],
                 ["match"]):
        status, out, err = run(*args)
        ok(status == 2 and "validate" in err and not out,
           "usage: providers " + " ".join(args), err)


def test_new_keys():
    """What an entry may say beside its servers, in words and as JSON."""
    entry = own(
        ns=["ns.own.test"], spf=["_spf.own.test"],
        servers=[dict(own()["servers"][0], protocol="pop3", port=995,
                      leave_on_server=True, leave_days=7),
                 dict(own()["servers"][0], protocol="smtp", port=465,
                      max_recipients=20)],
        hints=[{"code": "app-password", "documentation": "https://own.test/p"}],
        oauth={"issuer": "own.test", "scopes": ["mail", "https://own.test/m"]},
        evidence=[dict(own()["evidence"][0], fields=["pop3"]),
                  dict(own()["evidence"][0], date="2026-10")],
        disagreements=[{"field": "smtp", "note": "The page is newer.",
                        "values": [{"value": f"submissions://{h}.own.test",
                                    "source": "own", "date": "2026-08"}
                                   for h in ("smtp", "mail")]}])
    put("new/own.json", entry)
    status, out, err = run("show", "own", "--providers", HOME + "/new")
    wanted = ["ns.own.test", "_spf.own.test", "for 7 days", "20 in one",
              "https://own.test/p", "mail https://own.test/m",
              "Last checked     2026-10", "(publication: pop3)",
              "smtp: submissions://mail.own.test (2026-08 own)",
              "The page is newer."]
    ok(status == 0 and all(w in out for w in wanted),
       "show tells all of an entry", out + err)
    status, out, _ = run("show", "own", "--json", "--providers", HOME + "/new")
    ok(json.loads(out) == entry, "show --json is the file, all keys", out)
    status, out, _ = run("match", "own.test", "--json", "--providers",
                         HOME + "/new")
    ok(json.loads(out)["checked"] == "2026-10",
       "match --json says of when the newest evidence is", out)


def test_age():
    """Old evidence is a warning for each part of an entry."""
    old = dict(own()["evidence"][0], date="2015-03")
    new = dict(own()["evidence"][0], date="2099-01")
    smtp = dict(own()["servers"][0], protocol="smtp", port=465)
    more = {"servers": own()["servers"] + [smtp], "hints": ["app-password"]}
    file = put("age.json", own(id="age", evidence=[old], **more))
    status, out, _ = run("validate", file)
    ok(status == 0 and "warning: " + file + ": imap, smtp, hints: " in out
       and "2015-03" in out and "1 entry, no mistake, 1 warning." in out,
       "one warning names file, parts and date", out)
    status, out, _ = run("validate", file, "--fail-on", "warning")
    ok(status == 1, "--fail-on warning makes it the exit status", out)
    status, out, err = run("validate", file + ".not", file)
    ok(status == 2 and ".not" in err and file in out
       and "1 entry" in out, "a file that is not there hides no other", out)
    status, out, _ = run("validate", file, "--max-age", "1200")
    ok(status == 0 and "no problem" in out, "--max-age is the limit", out)
    status, _, err = run("validate", file, "--max-age", "0")
    ok(status == 2 and "--max-age" in err, "no age of nothing", err)
    put("age.json", own(id="age", evidence=[dict(old, fields=["imap", "hints"]),
                                            dict(new, fields=["hints"])],
                        **more))
    status, out, _ = run("validate", file, "--json")
    problems = json.loads(out)["problems"]
    ok(status == 0 and {(p["field"], p["severity"]) for p in problems} ==
       {("imap", "warning"), ("smtp", "warning")},
       "each part has its own evidence, and one may have none", out)
    put("age.json", own(id="age", evidence=[old], servers=[{"port": 1}]))
    status, out, _ = run("validate", file)
    ok(status == 1 and "mistake" not in out, "mistakes are no warnings", out)
    status, out, _ = run("validate", "-q")
    ok(status == 0 and not out, "-q leaves warnings out", out)


def test_per_account():
    """Hosts that differ per account, told by the mail exchanger."""
    server = {k: v for k, v in own()["servers"][0].items() if k != "host"}
    entry = own(mx=["many.test"], hints=["per-account-host"], servers=[
        dict(server, host_pattern="w*.many.test"),
        dict(server, protocol="smtp", port=465,
             host_pattern="w*-out.many.test")])
    del entry["domains"]
    put("many/own.json", entry)
    more = ("--providers", HOME + "/many", "--json")
    status, out, _ = run("match", "W01ab.many.test", *more)
    ok([s["host"] for s in json.loads(out)["settings"]] ==
       ["w01ab.many.test", "w01ab-out.many.test"],
       "the mail exchanger tells the host of the account", out)
    for mx in ("mx.many.test", "w.many.test", "w1.x.many.test"):
        status, out, _ = run("match", mx, *more)
        ok(status == 0 and json.loads(out)["settings"] == [],
           f"{mx} tells none", out)
    status, out, _ = run("match", "mx.many.test", *more[:2])
    ok("w*.many.test:993" in out and "differ from account" in out,
       "then the form is shown, and the hint", out)
    status, out, err = run("export", "own", *more[:2])
    ok(status == 2 and "no servers" in err, "it cannot be exported", err)


def test_own_files():
    folder = "postlotse/providers/"
    put(folder + "gmx.json", own(id="gmx", domains=["gmx.de"]))
    status, out, _ = run("match", "gmx.de")
    ok("imap.own.test" in out and "gmx.json" in out,
       "a file of the same id comes first and is named", out)
    put("more/own.json", own(domains=["*.own.test"]))
    status, out, _ = run("match", "a@x.own.test", "--providers",
                         HOME + "/more")
    ok(status == 0 and "imap.own.test" in out, "--providers adds files", out)
    put("more/bad.json", own(id="bad", servers=[{"port": 70000}]))
    status, _, err = run("match", "a@gmx.de", "--providers", HOME + "/more")
    ok(status == 2 and "bad.json" in err and "servers[0]" in err,
       "a broken file is named with its field", err)
    status, out, _ = run("validate", "--json", HOME + "/more/bad.json")
    problems = json.loads(out)["problems"]
    ok(status == 1 and {"servers[0].port", "servers[0].host"} <=
       {p["field"] for p in problems}, "validate names every field", out)
    ok(any("70000 is not a port" in p["problem"] for p in problems),
       "and the value", out)
    put("more/bad.json", own(id="bad", domains=["*.own.test"]))
    status, out, _ = run("validate", HOME + "/more/own.json",
                         HOME + "/more/bad.json")
    ok(status == 1 and "already claimed" in out,
       "validate sees a domain twice", out)
    status, _, err = run("list", "--providers", HOME + "/none")
    ok(status == 2 and "/none" in err, "a missing folder is trouble", err)
    put("more/bad.json", "\x1b[31m{")
    status, out, err = run("validate", HOME + "/more/bad.json")
    ok(status == 1 and "\x1b" not in out + err,
       "no escape sequence reaches the terminal", out)


try:
    test_schema()
    test_files()
    test_evidence()
    test_match()
    test_show()
    test_new_keys()
    test_age()
    test_per_account()
    test_own_files()
finally:
    shutil.rmtree(HOME)
print(f"1..{count}")
sys.exit(failed > 0)
