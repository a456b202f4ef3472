#!/usr/bin/env python3
"""The list of findings holds together: ids, judges, tests, translations.

usage: findings.py [PO-FILE...]      (default: cmd/po/*.po)

Prints TAP. Run from the root of the source tree.
"""

import glob
import re
import subprocess
import sys

DEF = "probe/report/finding.def"
RELEASED = "tests/lint/finding-ids"
PLACES = {
    "address", "addresses", "alert", "date", "domain", "found", "host",
    "issuer", "mechanism", "mechanisms", "names", "other", "other_host",
    "other_port", "other_security", "other_value", "port", "protocol",
    "provider", "days", "percent", "reason", "registry", "reply", "seconds",
    "server", "servers", "size", "source", "user", "value", "version",
}
ROW = re.compile(
    r'FINDING\((\w+),\s*"([^"]*)",\s*SEV_(\w+),\s*'
    r"N_\((.*?)\),\s*N_\((.*?)\)\)\n", re.S)

failed = 0
count = 0


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def check(name, problems):
    global failed, count
    count += 1
    if problems:
        failed += 1
    print("%sok %d - %s" % ("not " if problems else "", count, name))
    for problem in problems:
        print("# " + problem)


def literal(source):
    """C string literals side by side, as one text."""
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', source))


def places(text):
    return sorted(set(re.findall(r"\{([^}]*)\}", text)))


def rows():
    source = read(DEF)
    found = ROW.findall(source)
    check("every row is read", [] if len(found) == source.count("\nFINDING(")
          else ["%d of %d" % (len(found), source.count("\nFINDING("))])
    comments = re.findall(r"/\*.*?\*/", source, re.S)
    check("comments hold no quotes, which Python would read",
          [c for c in comments if "'" in c or '"' in c])
    return [(c, name, literal(text), literal(remedy))
            for c, name, _, text, remedy in found]


def translations(path):
    """msgid -> msgstr of everything that counts; fuzzy entries do not."""
    text = subprocess.run(
        ["msgattrib", "--translated", "--no-fuzzy", "--no-obsolete",
         "--no-wrap", path],
        check=True, capture_output=True, encoding="utf-8").stdout
    found = {}
    for entry in text.split("\n\n"):
        pair = re.search(r"^msgid ((?:\".*\"\n?)+)msgstr ((?:\".*\"\n?)+)",
                         entry, re.M)
        if pair:
            found[literal(pair[1])] = literal(pair[2])
    return found


def check_translation(path, findings):
    known = translations(path)
    texts = [(name, t) for _, name, text, remedy in findings
             for t in (text, remedy)]
    check(path + " has every text and remedy",
          ["%s: %s" % (name, t) for name, t in texts if t not in known])
    check(path + " keeps the places",
          [name for name, t in texts
           if t in known and places(t) != places(known[t])])


def main():
    findings = rows()
    names = [name for _, name, _, _ in findings]
    check("ids are unique",
          sorted({n for n in names if names.count(n) > 1}))
    released = read(RELEASED).split()
    check("released ids are kept, and new ones noted in " + RELEASED,
          sorted(set(released) ^ set(names)))
    check("places have known names",
          ["%s: %s" % (name, place)
           for _, name, text, remedy in findings
           for place in places(text + remedy) if place not in PLACES])
    judges = "".join(
        read(p) for p in glob.glob("probe/judge/*.c"))
    check("every finding has a judge",
          [name for c, name, _, _ in findings
           if not re.search(r"\bFINDING_%s\b" % c, judges)])
    tests = "".join(read(p) for p in glob.glob("tests/unit/test-judge*.c"))
    check("every finding has a row in the unit tests of the judges",
          [n for n in names if not re.search(
              r'[" ]%s=(error|warning|info)[" ]' % re.escape(n), tests)])
    for path in sys.argv[1:] or sorted(glob.glob("cmd/po/*.po")):
        check_translation(path, findings)
    print("1..%d" % count)
    return 1 if failed else 0


sys.exit(main())
