#!/usr/bin/env python3
"""Settings in files of this machine: where they lie and when they count."""

import json
import os
import subprocess

from cli import HOME, PROGRAM, done, environment, ok, run, same

SERVER = """<{0}Server type="{1}"><hostname>{1}.{2}</hostname>
<port>{3}</port><socketType>SSL</socketType>
<username>%EMAILADDRESS%</username>
<authentication>password-cleartext</authentication></{0}Server>"""


def write(folder, domain, host, text=None):
    os.makedirs(folder, exist_ok=True)
    path = f"{folder}/{domain}.xml"
    with open(path, "w", encoding="utf-8") as out:
        out.write(text or (
            '<clientConfig version="1.1"><emailProvider id="x">' +
            SERVER.format("incoming", "imap", host, 993) +
            SERVER.format("outgoing", "smtp", host, 465) +
            "</emailProvider></clientConfig>"))
    return path


def discover(address, **env):
    p = run("discover", address, "--offline", "--json",
            env=environment(**env))
    return json.loads(p.out)


def told(report):
    """What local-file says, and the first IMAP server with its trust."""
    first = report["sources"][0]
    imap = [(e["host"], e["trust"]) for e in report["endpoints"]
            if e["protocol"] == "imap"]
    return (first["source"], first["outcome"], first["url"],
            imap[0] if imap else None)


mine = write(HOME / "postlotse/isp", "posteo.de", "mine.example")
theirs = write(HOME / "xdg/postlotse/isp", "b.example", "b.example")
write(HOME / "xdg/postlotse/isp", "posteo.de", "theirs.example")
SYSTEM = {"XDG_CONFIG_DIRS": f"not/absolute::/nonexistent:{HOME}/xdg"}

report = discover("anna@posteo.de", **SYSTEM)
same(told(report), ("local-file", "found", mine,
                    ("imap.mine.example", "T0")),
     "the user's file comes before the administrator's and the database")
same([s["source"] for s in report["sources"]],
     ["local-file", "provider-database"], "offline: nobody else is asked")
ok("imap.mine.example" not in
   json.dumps(discover("anna@posteo.de", XDG_CONFIG_HOME="/nonexistent")),
   "another folder, another answer")
same(told(discover("anna@b.example", **SYSTEM)),
     ("local-file", "found", theirs, ("imap.b.example", "T0")),
     "the administrator's folder is the second")
home = write(HOME / "home/.config/postlotse/isp", "c.example", "c.example")
same(told(discover("anna@c.example", XDG_CONFIG_HOME=None,
                   HOME=f"{HOME}/home")),
     ("local-file", "found", home, ("imap.c.example", "T0")),
     "without the variable it is ~/.config")
umlaut = write(HOME / "postlotse/isp", "xn--mller-kva.example", "m.example")
same(told(discover("anna@M\u00fcller.example"))[2], umlaut,
     "the name of the file is ASCII")
same(told(discover("anna@d.example")), ("local-file", "none", "", None),
     "no file")

broken = write(HOME / "postlotse/isp", "e.example", "", "<clientConfig>")
first = discover("anna@e.example")["sources"][0]
same((first["outcome"], first["detail"]),
     ("failed", f"{broken}: not well-formed XML"), "a broken file is named")
write(HOME / "postlotse/isp", "f.example", "",
      '<clientConfig version="1.1"><emailProvider id="x">' +
      SERVER.format("incoming", "imap", "f.example", 99300) +
      "</emailProvider></clientConfig>")
report = discover("anna@f.example")
same(report["sources"][0]["detail"],
     f"{HOME}/postlotse/isp/f.example.xml: no usable server in it; "
     'not understood: imap port "99300"', "a value that is no use is named")
same([f["id"] for f in report["findings"]], ["config.not-understood"],
     "and nobody is told to ask for the server's name")
p = run("discover", "anna@f.example", "--offline", "--lang", "de")
ok('nicht verstanden: imap port "99300"' in p.out and
   "no usable" not in p.out, "both in German", p)
p = run("profile", "anna@f.example", "--offline", "--for", "autoconfig")
ok(p.status == 2 and 'imap port "99300"' in p.err, "profile names it", p)
p = run("discover", "anna@e.example", "--offline", "--lang", "de")
ok("e.example.xml:" in p.out, "also in German")
ok("kein gültiges XML" in p.out, "with the reason in German")
p = run("profile", "anna@posteo.de", "--offline", "--for", "autoconfig")
ok("imap.mine.example" in p.out, "profile takes the file, too")
p = run("profile", "anna@e.example", "--offline", "--for", "autoconfig")
same(p.status, 2, "profile stops at a broken file")
ok(f"{broken}: not well-formed XML" in p.err, "and names it")

# What others may change is not believed: they would name the servers.
def told_of(address, **env):
    first = discover(address, **env)["sources"][0]
    return first["outcome"], first["detail"]


OPEN = "is not believed, because any user may change it (chmod o-w helps)"
open_file = write(HOME / "postlotse/isp", "open.example", "open.example")
os.chmod(open_file, 0o666)
same(told_of("anna@open.example"),
     ("failed", f"{open_file}: {OPEN}"), "an open file")
p = run("profile", "anna@open.example", "--offline", "--for", "autoconfig",
        "--lang", "de")
ok(p.status == 2 and open_file in p.err and "open.example</" not in p.out and
   "chmod o-w" in p.err and "believed" not in p.err, "profile says so", p)
p = run("discover", "anna@open.example", "--offline", "--lang", "de")
ok("chmod o-w" in p.out and "believed" not in p.out, "and discover", p)
os.chmod(open_file, 0o664)
same(told_of("anna@open.example")[0], "found", "a group is trusted by choice")
for name in ("postlotse/isp", "postlotse"):
    os.chmod(HOME / name, 0o777)
    same(told_of("anna@open.example"),
         ("failed", f"{HOME}/{name}: {OPEN}"),
         f"an open folder: {name}")
    os.chmod(HOME / name, 0o755)
real = write(HOME / "real", "link.example", "link.example")
os.symlink(real, HOME / "postlotse/isp/link.example.xml")
same(told_of("anna@link.example")[0], "found", "a link")
os.chmod(HOME / "real", 0o777)
same(told_of("anna@link.example"),
     ("failed", f"{HOME}/real: {OPEN}"),
     "a link into an open folder")
os.makedirs(HOME / "postlotse/providers")
entry = HOME / "postlotse/providers/good.json"
entry.write_text(json.dumps({
    "id": "good", "name": "Good", "domains": ["good.test"],
    "servers": [{"protocol": "imap", "host": "imap.good.test", "port": 993,
                 "security": "tls", "username": "%EMAILADDRESS%"}],
    "evidence": [{"source": "us", "date": "2026-11", "method": "probe"}]}))
p = run("providers", "match", "good.test")
same(p.status, 0, "an entry of the user's", p)
os.chmod(entry, 0o666)
for args in (("providers", "match", "good.test"),
             ("discover", "a@good.test", "--offline"),
             ("check", "a@good.test", "--offline", "--no-login")):
    p = run(*args)
    ok(p.status == 2 and f"{entry}: {OPEN}" in p.err, f"open: {args[0]}", p)
document = HOME / "settings.json"
document.write_text(json.dumps({
    "schema": "postlotse-settings/1", "settings": {"imap": {
        "host": "imap.example.org", "port": 993, "security": "tls",
        "username": "anna"}}}))
os.remove(entry)
SHEET = ("profile", "a@example.org", "--for", "sheet", "--settings")
same(run(*SHEET, document).status, 0, "a document")
os.chmod(document, 0o646)
p = run(*SHEET, document)
ok(p.status == 2 and f"{document}: {OPEN}" in p.err, "an open document", p)
with open(document, "rb") as f:
    p = subprocess.run([PROGRAM, *SHEET, "/dev/stdin"], input=f.read(),
                       env=environment(), capture_output=True, check=False)
same(p.returncode, 0, "through a pipe a person answers for it")
if os.geteuid() == 0:
    os.chown(open_file, 12345, -1)
    same(told_of("anna@open.example"),
         ("failed", f"{open_file}: is not believed, because it belongs to another "
                    "user (number 12345)"), "another's file")
    os.chown(open_file, 0, -1)
    os.chown(HOME / "postlotse", 12345, -1)
    ok("postlotse: is not believed" in told_of("anna@open.example")[1],
       "another's folder")
    os.chown(HOME / "postlotse", 0, -1)
    os.chmod(document, 0o644)
    os.chown(document, 12345, -1)
    same(run(*SHEET, document).status, 0, "a person may name another's file")
    os.chown(HOME / "postlotse/isp", 0, -1)

# A file that is no library stands before the real one.
(HOME / "lib").mkdir()
(HOME / "lib/libxml2.so.2").touch()
for lang, words in (("en", "a library cannot be loaded"),
                    ("de", "eine Bibliothek lässt sich nicht laden")):
    p = run("discover", "anna@posteo.de", "--offline", "--lang", lang,
            env=environment(LD_LIBRARY_PATH=f"{HOME}/lib"))
    same((p.status, p.out), (2, ""), f"without libxml2, {lang}")
    ok(p.err.startswith(f"postlotse: {words}: {HOME}/lib/libxml2.so.2: ") and
       p.err.count("\n") == 1, "the library is named", p)
p = run("--version", env=environment(LD_LIBRARY_PATH=f"{HOME}/lib"))
same(p.status, 0, "what needs no libxml2 does not load it")
done()
