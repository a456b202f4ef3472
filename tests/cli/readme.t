#!/usr/bin/env python3
"""The README is true: its commands run, what it names is there."""
import json
import os
import re
import subprocess
import shlex

from cli import HOME, ROOT, done, ok, run, same

TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
WORK = HOME / "readme"
COMMANDS = ("check", "discover", "probe", "profile", "advise",
            "providers")
PROTOCOLS = ("imap", "pop3", "smtp")


def blocks(kind):
    """The fenced blocks of a kind, with the comment before each."""
    return [(note or "", text) for note, text in re.findall(
        rf"(?:<!-- ([^\n]*?) -->\n)?^```{kind}\n(.*?)^```$", TEXT, re.M | re.S)]


def table(head):
    """Rows of the table whose head begins with these words."""
    rows = TEXT[TEXT.index(head):].split("\n\n")[0].splitlines()[2:]
    return [[c.strip() for c in r.strip("|").split("|")] for r in rows]


def call(line):
    words = shlex.split(line)
    return run(*words[1:], cwd=WORK)


def files():
    """Documents that the README shows lie where its commands look."""
    for note, text in blocks("json"):
        name = note.removeprefix("file: ")
        (WORK / name).parent.mkdir(exist_ok=True)
        (WORK / name).write_text(text, encoding="utf-8")
        ok(isinstance(json.loads(text), dict), f"{name} is JSON")


def commands():
    lines = [line for _, text in blocks("sh") for line in text.splitlines()]
    mine = [line for line in lines if line.startswith("postlotse ")]
    ok(len(mine) >= 7, "commands to try", mine)
    for line in mine:
        r = call(line)
        ok(r.status == 0 and (r.out or "written:" in r.err), line, r)
    for name in ("anna@gmx.de.mobileconfig", "anna@gmx.de.txt"):
        ok((WORK / "anna" / name).exists(), f"{name} was written")
    # What needs a network is parsed only.
    for name, _, example in table("| command | does"):
        r = call(example.strip("`") + " --help")
        ok(r.status == 0 and example.startswith(f"`postlotse {name[1:-1]} "),
           example, r)
    same([row[0][1:-1] for row in table("| command | does")],
         list(COMMANDS), "all subcommands")
    for line in lines:
        if line.startswith("sh "):
            ok((ROOT / line.split()[1]).exists(), line)


def statuses():
    same(call("postlotse discover anna@gmx.de --offline").status, 0,
         "exit status 0")
    same(call("postlotse discover nobody.invalid --offline").status, 1,
         "exit status 1")
    same(call("postlotse discover").status, 2, "exit status 2")


def options():
    known = set()
    for c in COMMANDS:
        known |= set(re.findall(r"--[a-z0-9-]+", run(c, "--help").out))
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z0-9-]+", TEXT))
    ok(len(named) > 12, "options are named", named)
    same(sorted(named - known), [], "every option exists")


def written(name, prefer):
    """All files of a format as one text; "" when it cannot be written."""
    out = WORK / f"{name}-{prefer}"
    call(f"postlotse profile jane@example.org --settings all.json --for "
         f"{name} --prefer {prefer} --out {out} --with-password "
         "--password-file password")
    return "".join(decoded(p) if p.suffix == ".png" else p.read_text()
                   for p in sorted(out.glob("*")))


def decoded(picture):
    return subprocess.run(["zbarimg", "-q", "--raw", picture],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          text=True, timeout=60, check=True).stdout


def formats():
    rows = table("| format | for")
    known = re.search(r"^Formats: (.*)$", run("profile", "--help").out, re.M)
    same(sorted(r[0][1:-1] for r in rows), sorted(known[1].split(", ")),
         "the formats are those of --help")
    hosts = {p: f"{p}.example.org" for p in PROTOCOLS}
    (WORK / "password").write_text("secret\n")
    (WORK / "all.json").write_text(json.dumps({
        "schema": "postlotse-settings/1", "settings": {
            p: {"host": hosts[p], "port": port, "security": "tls",
                "username": "%EMAILADDRESS%"}
            for p, port in zip(PROTOCOLS, (993, 995, 465))}}))
    for row in rows:
        name, can = row[0][1:-1], dict(zip(PROTOCOLS, row[2:5]))
        text = {prefer: written(name, prefer) for prefer in ("imap", "pop3")}
        got = {"imap": hosts["imap"] in text["imap"],
               "pop3": hosts["pop3"] in text["pop3"],
               "smtp": hosts["smtp"] in text["imap"]}
        same({p: "yes" if yes else "no" for p, yes in got.items()}, can,
             f"{name}: protocols")


def paths():
    named = set(re.findall(
        r"(?<![\w./-])(?:cmd|probe|profiles|tests|examples)/[\w./-]*\w",
        TEXT))
    named |= set(re.findall(r"\]\(([\w./-]+)\)", TEXT))
    ok(len(named) > 10, "paths are named", named)
    same(sorted(p for p in named if not (ROOT / p).exists()), [],
         "every path exists")
    tree = TEXT[TEXT.index("## The tree"):].split("```")[1]
    same([line.split()[0] for line in tree.splitlines()[1:]
          if not (ROOT / line.split()[0]).exists()], [],
         "the tree is this one")
    rules = "".join((ROOT / f).read_text() for f in
                    ("Makefile", "tests/tests.mk", "cmd/po/po.mk"))
    targets = set(re.findall(r"`make ([a-z]+)\b", TEXT))
    same(sorted(t for t in targets
                if not re.search(rf"^{t}:", rules, re.M)), [],
         "every target exists")


def quotations():
    """Shown outputs stand in examples/, "[...]" for what is left out."""
    for note, text in blocks("text"):
        if not note:
            continue
        whole = (ROOT / note.removeprefix("from ")).read_text("utf-8")
        at = 0
        for part in text.split("[...]\n"):
            at = whole.find(part, at)
            ok(at != -1, f"{note}: {part.splitlines()[0]}", part)
            at = max(at, 0) + len(part)


def manual():
    """The settings document of the manual is one."""
    page = (ROOT / "cmd/man/postlotse.1").read_text("utf-8")
    part = page[page.index(".Sh SETTINGS DOCUMENT"):]
    text = re.search(r"^\.Bd .*?\n(.*?)^\.Ed", part, re.M | re.S)[1]
    (WORK / "manual.json").write_text(text)
    r = call("postlotse profile anna@example.org --settings manual.json "
             "--for autoconfig")
    ok(r.status == 0 and "imap.example.org" in r.out, "the manual's document",
       r)


os.makedirs(WORK)
files()
commands()
statuses()
options()
formats()
paths()
quotations()
manual()
done()
