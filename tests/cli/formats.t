#!/usr/bin/env python3
"""The list of formats, its sets, and what the README says of them."""

import json
import os
import re
import sys

from cli import HOME, PROGRAM, ROOT, done, ok, run, same

sys.path.insert(0, str(ROOT / "tests"))
os.environ.setdefault("POSTLOTSE", PROGRAM)

import matrix                                           # noqa: E402

SETS = ("windows", "mac", "iphone", "android", "linux")
DOCUMENT = {"schema": "postlotse-settings/1", "settings": {
    p: {"host": f"{p}.example.org", "port": port, "security": "tls",
        "username": "anna"}
    for p, port in (("imap", 993), ("pop3", 995), ("smtp", 465))}}
SETTINGS = HOME / "settings.json"
SETTINGS.write_text(json.dumps(DOCUMENT), encoding="utf-8")
FORMATS = matrix.formats()
NAMES = [f["name"] for f in FORMATS]


def profile(*args):
    return run("profile", "anna@example.org", "--settings", SETTINGS, *args)


def written(words, *args):
    out = HOME / "-".join(["out", words, *args])
    r = profile("--for", words, "--out", out, *args)
    return r, sorted(p.name for p in out.glob("*"))


def files(f):
    """The names of a format's files, as they are for our account."""
    return [name.replace("{address}", "anna@example.org")
            .replace("{domain}", "example.org") for name in f["files"]]


def lists():
    for lang, word in (("en", "the real client logged in"),
                       ("de", "das echte Programm")):
        r = run("profile", "--list-formats", "--lang", lang)
        ok(r.status == 0 and word in r.out and r.err == "",
           f"--list-formats, {lang}", r)
        same([line.split()[0] for line in r.out.splitlines()
              if line and line[0] != " "], NAMES, "every format has its part")
        ok(all(len(line) <= 80 for line in r.out.splitlines()),
           "lines of 80 columns", r)
    msmtp = FORMATS[NAMES.index("msmtp")]
    same((msmtp["protocols"], msmtp["starttls"], msmtp["oauth2"],
          msmtp["pop_delete"], msmtp["password"], msmtp["verified"],
          msmtp["platforms"]),
         (["smtp"], ["smtp"], True, [], True, "login", ["linux"]),
         "what msmtp can say")
    getmail = FORMATS[NAMES.index("getmail")]
    same((getmail["protocols"], getmail["starttls"], getmail["pop_delete"]),
         (["imap", "pop3"], [], ["at-once", "days", "never"]),
         "what getmail can say")
    r = profile("--json", "--for", "sheet")
    ok(r.status == 2 and "--list-formats" in r.err, "--json alone", r)


def sets():
    for name in SETS:
        wanted = [f for f in FORMATS if name in f["platforms"]]
        r, got = written(name)
        want = [n for f in wanted for n in files(f)]
        ok(r.status == 0 and got and got == sorted(want), f"--for {name}",
           f"{got}\n{want}\n{r}")
    r, got = written("all")
    # The one takes the address for the user name, the other a password.
    left_out = re.findall(r"no profile for ([\w-]+): ", r.err)
    same(sorted(left_out), ["dclogin", "pacc"], "what does not fit", r)
    same((r.status, got), (0, sorted(
        n for f in FORMATS if f["name"] not in left_out for n in files(f))),
         "--for all", r)
    r, got = written("iphone,msmtp,sheet")
    ok(r.status == 0 and got.count("anna@example.org.txt") == 1 and
       "anna@example.org.msmtprc" in got and
       "anna@example.org.mobileconfig" in got, "sets and names mixed", r)
    same(r.err.count("anna@example.org.txt"), 1, "and each once")
    r, got = written("linux", "--prefer", "imap")
    ok(r.status == 0 and "no profile for mpop: mpop cannot fetch mail by IMAP"
       in r.err and "anna@example.org.mpoprc" not in got,
       "what does not fit is left out with a reason", r)
    r, got = written("windows,mpop", "--prefer", "imap")
    ok(r.status == 2 and not got, "but not when it is named", r)
    r = profile("--for", "android")
    ok(r.status == 2 and "--out DIR" in r.err, "a set needs a folder", r)
    all_files = [n for f in FORMATS for n in files(f)]
    same(sorted(all_files), sorted(set(all_files)),
         "no two formats write the same file")


def readme():
    same(matrix.readme()[1], matrix.table(),
         "the README's table (python3 tests/matrix.py --write)")
    for f in FORMATS:
        path = ROOT / f["test"]
        text = path.read_text("utf-8") if path.exists() else ""
        if f["verified"] in ("login", "loaded"):
            ok(re.search(rf"\b{re.escape(f['name'])}\b", text),
               f"{f['name']}: {f['test']} tests it")
        else:
            ok(text, f"{f['name']}: {f['test']} is there")


lists()
sets()
readme()
done()
