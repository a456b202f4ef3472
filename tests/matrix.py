#!/usr/bin/env python3
"""The table of formats in the README, from what the program lists.

	python3 tests/matrix.py			prints it
	python3 tests/matrix.py --write		puts it into the README
	python3 tests/matrix.py --check FILE	compares the list with results

FILE is what the tests with real clients have put into $POSTLOTSE_MATRIX: a
format whose real client is said to log in must have done so there.
"""
import json
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
README = os.path.join(ROOT, "README.md")
PROGRAM = os.path.abspath(
    os.environ.get("POSTLOTSE", os.path.join(ROOT, "build", "postlotse")))
HEAD = ("| format | for | IMAP | POP3 | SMTP | OAuth2 | POP3 deletion | "
        "verified by |\n|---|---|---|---|---|---|---|---|\n")
VERIFIED = {
    "login": "the real client logs in",
    "loaded": "the real client reads it",
    "schema": "a schema or reader of others accepts it",
    "rules": "the client's documents only",
}
DELETION = {"at-once": "at once", "days": "after days", "never": "never"}
USED = ("logged in", "fetched", "sent", "deleted-at-once", "deleted-after",
        "kept")


def formats():
    run = subprocess.run([PROGRAM, "profile", "--list-formats", "--json",
                          "--lang", "en"], check=True, timeout=60,
                         stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    return json.loads(run.stdout)["formats"]


def row(f):
    words = [f"`{f['name']}`", f"{f['client']}: {f['summary']}"]
    words += ["yes" if p in f["protocols"] else "no"
              for p in ("imap", "pop3", "smtp")]
    words.append("yes" if f["oauth2"] else "no")
    words.append(", ".join(DELETION[w] for w in f["pop_delete"]) or "-")
    words.append(f"{VERIFIED[f['verified']]} (`{f['test']}`)")
    return "| " + " | ".join(w.replace("|", "\\|") for w in words) + " |\n"


def table():
    return HEAD + "".join(map(row, formats()))


def readme():
    """The README's text before, in and behind the table."""
    with open(README, encoding="utf-8") as text:
        whole = text.read()
    match = re.search(r"^\| format \| for .*\n(?:\|.*\n)+", whole, re.M)
    return whole[:match.start()], match[0], whole[match.end():]


def check(path):
    """Formats that should have logged in by these results and did not."""
    with open(path, encoding="utf-8") as lines:
        results = [json.loads(line) for line in lines]
    used = {r["format"] for r in results if r["ok"] and r["what"] in USED}
    return [f["name"] for f in formats()
            if f["verified"] == "login" and f["name"] not in used]


def main():
    if sys.argv[1:] == ["--write"]:
        before, _, behind = readme()
        with open(README, "w", encoding="utf-8") as text:
            text.write(before + table() + behind)
    elif len(sys.argv) == 3 and sys.argv[1] == "--check":
        if not os.path.exists(sys.argv[2]):
            print("ok 1 # SKIP NOT TESTED: no real client was run")
            return
        missing = check(sys.argv[2])
        print("not ok" if missing else "ok",
              "1 - every client that is said to log in did",
              *missing)
        sys.exit(1 if missing else 0)
    else:
        print(table(), end="")


if __name__ == "__main__":
    main()
