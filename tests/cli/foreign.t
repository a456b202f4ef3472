#!/usr/bin/env python3
"""Text of strangers: no output carries what commands, reorders or hides.

cli.run() looks at every output and at every file by itself; here are the
inputs, and what is said of them.
"""

import json
import os
import shutil
from pathlib import Path

from cli import HOME, done, ok, printed, run, same

# U+009D ... U+009C sets the title of a window, U+009B is CSI.
TITLE = "\x9d0;PWNED\x9c\x9b2J\x9bH\x9b32mOK:\xa0all\xa0fine"
UNSEEN = ["\x1b[2J", "\x9b2J", "\x9d0;t\x9c", "\x7f", "\u202e", "\u2066",
          "\u2069", "\u200e", "\u061c", "\xad", "\u115f", "\u3164", "\u200b",
          "\u200c", "\u2060", "\ufeff", "\ufe0f", "\U000e0041", "\u2028"]


def server(kind, protocol, host, port, user):
    return (f'<{kind}Server type="{protocol}"><hostname>{host}</hostname>'
            f"<port>{port}</port><socketType>SSL</socketType>"
            f"<username>{user}</username><authentication>password-cleartext"
            f"</authentication></{kind}Server>")


def autoconfig(user="%EMAILADDRESS%", name="X", host="mail.example.test",
               more=""):
    """A document as a domain publishes it; SMTP is right in any case."""
    return (
        '<?xml version="1.1"?><clientConfig version="1.1">'
        '<emailProvider id="example.test"><domain>example.test</domain>'
        f"<displayName>{name}</displayName>{more}"
        + server("incoming", "imap", host, 993, user)
        + server("outgoing", "smtp", "mail.example.test", 465,
                 "%EMAILADDRESS%") + "</emailProvider></clientConfig>")


def escaped(text):
    """Text as XML 1.0 can carry it: what it cannot is left out."""
    return "".join(f"&#x{ord(c):x};" if c > " " and c != "\x1b" else c
                   for c in text if c != "\x1b")


def publish(text):
    folder = HOME / "postlotse/isp"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "example.test.xml").write_text(text.replace(
        '<?xml version="1.1"?>', ""), encoding="utf-8")


def strings(value):
    """Every text of a JSON value."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
    elif isinstance(value, str):
        yield value


def clean(result):
    """A JSON output of which every decoded text is fit to be shown."""
    return not [t for t in strings(json.loads(result.out)) if printed.fault(t)]


def user_names():
    for text in [TITLE, *UNSEEN]:
        if not escaped(text).strip():
            continue
        publish(autoconfig("anna" + escaped(text)))
        r = run("discover", "anna@example.test", "--offline", "--json")
        found = {e["protocol"] for e in json.loads(r.out)["endpoints"]}
        ok(clean(r) and found == ({"smtp"} if text != "\x1b[2J" else
                                  {"imap", "smtp"}),
           f"a user name with {ascii(text)} is none", r)
    publish(autoconfig("anna" + escaped(TITLE)))
    for lang in ("en", "de"):
        r = run("discover", "anna@example.test", "--offline", "--lang", lang)
        ok(r.status in (0, 1) and "anna\x9d" not in r.out + r.err,
           f"the text of the report ({lang})", r)
    out = HOME / "out"
    for fmt in ("sheet", "sheet-html", "sheet-markdown", "mobileconfig",
                "autoconfig", "thunderbird"):
        r = run("profile", "anna@example.test", "--offline", "--for", fmt,
                "--out", out)
        # Told on stderr, escaped, and in no file.
        ok("PWNED" not in r.out and "\x9d" not in r.err and
           "\\u{009d}" in r.err and
           not any("PWNED" in p.read_text() for p in out.glob("*")),
           f"profile: {fmt}", r)
        shutil.rmtree(out, ignore_errors=True)


def names():
    """What is only shown is shown with its characters named."""
    for text in UNSEEN:
        mark = escaped(text)
        publish(autoconfig(
            name="Good" + mark + "Mail", more='<documentation '
            'url="https://help.example/"><descr lang="en">Look '
            f"{mark}here</descr></documentation>"))
        r = run("discover", "anna@example.test", "--offline", "--json")
        ok(clean(r) and json.loads(r.out)["endpoints"],
           f"a provider's name with {ascii(text)}", r)
        r = run("profile", "anna@example.test", "--offline", "--for",
                "sheet")
        ok(r.status == 0 and "Good" in r.out, "and on its sheet", r)


def encodings():
    """What the XML library thinks of a document is not for the user."""
    body = autoconfig().encode().replace(b'<?xml version="1.1"?>', b"")
    odd = body.replace(b">X<", b">\xff\xfe\x81<")
    head = b'<?xml version="1.0" encoding="%s"?>'
    for name, text in (
            ("Shift_JIS", head % b"Shift_JIS" + odd),
            ("EUC-JP", head % b"EUC-JP" + odd),
            ("US-ASCII", head % b"US-ASCII" + odd),
            ("UCS-4", head % b"UCS-4" + body),
            ("no encoding", head % b"bogus-9" + body),
            ("UTF-16, half a pair", b"\xff\xfe<\0a\0>\0\0\xd8<\0/\0a\0>\0"),
            ("EBCDIC", b"\x4c\x6f\xa7\x94" + bytes(range(256))),
            ("xml:id", b'<a xml:id="1 \x9b" xml:space="x"/>'),
            ("xml:id", b'<a xml:id="1 2" xml:space="x" xml:lang="&#x9b;"/>')):
        publish("")
        (HOME / "postlotse/isp/example.test.xml").write_bytes(text)
        for args in (("discover", "a@example.test", "--offline", "-q"),
                     ("providers", "import",
                      HOME / "postlotse/isp/example.test.xml", "--json")):
            r = run(*args)
            ok(not r.err or r.err.startswith("postlotse: ") and
               r.err.count("\n") == 1, f"{args[0]}: XML in {name}", r)


def documents():
    """A document or report by hand."""
    good = {"schema": "postlotse-settings/1", "settings": {"imap": {
        "host": "imap.example.org", "port": 993, "security": "tls",
        "username": "anna"}}}
    path = HOME / "settings.json"
    for key in ("provider", "username"):
        for text in UNSEEN:
            value = json.loads(json.dumps(good))
            place = value if key == "provider" else value["settings"]["imap"]
            place[key] = "an" + text + "na"
            path.write_text(json.dumps(value))
            r = run("profile", "anna@example.org", "--settings", path, "--for",
                    "sheet")
            ok(r.status == 2 and
               f"{key}: holds a control or invisible character" in r.err,
               f"settings: {key} with {ascii(text)}", r)
    report = dict(good, schema="postlotse-report/1", provider="G\x9b31mMX")
    path.write_text(json.dumps(report))
    r = run("profile", "anna@example.org", "--settings", path, "--for",
            "sheet")
    ok(r.status == 0 and "MX" not in r.out, "a report is read without", r)


def providers():
    """Entries, and the names of their files."""
    entry = {"id": "good", "name": "Good", "domains": ["good.test"],
             "servers": [{"protocol": "imap", "host": "imap.good.test",
                          "port": 993, "security": "tls"}],
             "evidence": [{"source": "us", "date": "2026-11",
                           "method": "publication"}]}
    folder = HOME / "entries"
    folder.mkdir()
    for text in UNSEEN:
        for key in ("id", "name"):
            (folder / "good.json").write_text(
                json.dumps(dict(entry, **{key: "go" + text + "od"})))
            r = run("providers", "validate", folder / "good.json")
            ok(r.status == 1, f"an entry with {ascii(text)} in its {key}",
               r)
    os.remove(folder / "good.json")
    name = "go\x1b]0;PWNED\x07\x9b2J\u202eod.json"
    (folder / name).write_text("{")
    for args in (("validate", folder / name), ("validate", folder),
                 ("list", "--providers", folder),
                 ("import", folder / name, "--out", HOME / "made"),
                 ("show", name), ("match", "a@" + name)):
        for more in ((), ("--json",)):
            r = run("providers", *args, *more)
            ok(r.status in (1, 2), f"file name: providers {args[0]}", r)
    r = run("discover", "anna@example.org", "--offline", "--providers", folder)
    same(r.status, 2, "a folder with such a file", r)


def words():
    """The user's own words come back in messages."""
    for text in [*UNSEEN[::4], TITLE]:
        for args in (("check", f"anna{text}@example.org"), (text,),
                     ("--" + text,), ("-" + text,),
                     ("probe", "imaps://" + text),
                     ("profile", "a@gmx.de", "--for", text),
                     ("discover", "x.test", "--providers", "/" + text),
                     ("profile", "a@gmx.de", "--for", "sheet", "--settings",
                      "/" + text)):
            r = run(*args)
            ok(r.status == 2, f"{' '.join(map(ascii, args))}", r)


def spelling():
    """A name is whole with or without its dot, and joiners are letters."""
    persian = "\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.example"
    ascii_name = "xn--mgba3gch31f060k.example"
    r = run("discover", "anna@" + persian, "--offline", "--json")
    same(json.loads(r.out)["address"], "anna@" + ascii_name,
         "an address whose domain needs a joiner", r)
    r = run("discover", "gmx.de.", "--offline", "--json")
    same(json.loads(r.out)["address"], "gmx.de", "a domain with its dot", r)
    for typed, host in (("localhost.", "localhost"), (persian, ascii_name),
                        ("IMAP.invalid.:993", "imap.invalid")):
        r = run("probe", "imaps://" + typed, "--json", "--timeout", "5",
                "--resolver", "127.0.0.1@1")
        same(json.loads(r.out)["endpoints"][0]["host"], host,
             "probe imaps://" + ascii(typed), r)
    r = run("check", "a@x.test", "--trust", "mail.x.test.", "--no-login",
            "--offline")
    ok("not a host name" not in r.err, "--trust with its dot", r)


user_names()
names()
encodings()
documents()
providers()
words()
spelling()
done()
