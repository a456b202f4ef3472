#!/usr/bin/env python3
"""The papers beside the README are true: what they name is there."""
import glob
import os
import re
import subprocess

from cli import ROOT, done, ok, same

PAPERS = ("cmd/README.md", "probe/README.md", "profiles/README.md",
          "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
TEXT = {p: (ROOT / p).read_text(encoding="utf-8") for p in PAPERS}
MADE_UP = re.compile(r"(?<![A-Z])(NAME|ID)(?![A-Z])")
KINDS = ("A format", "A finding", "A source", "A provider", "A mechanism",
         "A lint check", "A subcommand")


def sources():
    names = [p for top in ("cmd", "probe", "profiles")
             for end in ("c", "h", "def")
             for p in glob.glob(f"{top}/**/*.{end}", recursive=True)]
    return "".join((ROOT / p).read_text(encoding="utf-8") for p in names)


def rooms(top):
    """The rooms of a folder, in the order of the Makefile."""
    out = subprocess.run(
        ["make", "-s", "--no-print-directory", "--eval",
         "list-rooms: ; @echo $(rooms)", "list-rooms"],
        stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    return [r.partition("/")[2] or "." for r in out
            if r.partition("/")[0] == top]


def paths(paper):
    named = set(re.findall(
        r"(?<![\w./-])(?:cmd|probe|profiles|tests)/[\w./*-]*[\w*]",
        TEXT[paper]))
    same(sorted(p for p in named
                if not MADE_UP.search(p) and not glob.glob(p)), [],
         f"{paper}: every path exists")


def anchors(text):
    return {line.lstrip("# ").lower().replace(" ", "-")
            for line in text.splitlines() if line.startswith("#")}


def links(paper):
    wrong = []
    for target in re.findall(r"\]\(([^)]+)\)", TEXT[paper]):
        path, _, anchor = target.partition("#")
        there = os.path.normpath(os.path.join(os.path.dirname(paper), path))
        if not os.path.exists(there) or (anchor and anchor not in anchors(
                (ROOT / there).read_text(encoding="utf-8"))):
            wrong.append(target)
    same(wrong, [], f"{paper}: every link leads somewhere")


def names(paper, code):
    """Functions, tables and constants in backquotes stand in the sources."""
    named = set(re.findall(r"`([A-Za-z]\w*)(?:\(\)|\[\])`", TEXT[paper]))
    named |= set(re.findall(r"`([A-Za-z]+_\w+)`", TEXT[paper]))
    named |= set(re.findall(r"`(?:struct|enum) (\w+)`", TEXT[paper]))
    same(sorted(n for n in named if not MADE_UP.search(n)
                and not re.search(rf"\b{n}\b", code)), [],
         f"{paper}: every name stands in the sources")


def targets():
    rules = "".join((ROOT / f).read_text() for f in
                    ("Makefile", "tests/tests.mk", "cmd/po/po.mk"))
    named = set(re.findall(r"`make ([a-z]+)\b", "".join(TEXT.values())))
    ok(len(named) > 2, "targets are named", named)
    same(sorted(t for t in named
                if not re.search(rf"^{t}:", rules, re.M)), [],
         "every target exists")


def how_to_add():
    text = TEXT["CONTRIBUTING.md"].partition("## How to add")[2]
    parts = {p.partition("\n")[0]: p for p in text.split("\n### ")[1:]}
    same(tuple(parts), KINDS, "how to add: all kinds")
    same({k: re.findall(r"^(\d)\. ", p, re.M) for k, p in parts.items()},
         {k: list("12345") for k in KINDS}, "how to add: five steps each")


os.chdir(ROOT)
CODE = sources()
README = (ROOT / "README.md").read_text(encoding="utf-8")
for each in PAPERS:
    paths(each)
    links(each)
    names(each, CODE)
    ok(f"]({each})" in README, f"{each}: the README leads there")
for folder in ("cmd", "probe", "profiles"):
    same(re.findall(r"^\| `([\w.]+)` \|", TEXT[f"{folder}/README.md"], re.M),
         rooms(folder), f"{folder}: the rooms of the Makefile, in their order")
targets()
how_to_add()
version = re.search(r"^VERSION = (\S+)$", (ROOT / "Makefile").read_text(),
                    re.M)[1]
ok(re.search(rf"^## (Unreleased \({re.escape(version)}\)|"
             rf"{re.escape(version)}\b)", TEXT["CHANGELOG.md"], re.M),
   f"the changelog has version {version}")
done()
