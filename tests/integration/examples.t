#!/usr/bin/env python3
"""The outputs in examples/ are what the program says today.

UPDATE=1 writes them anew. What differs from run to run (times, addresses,
dates, fingerprints) is put into one form first.
"""

import difflib
import os
import re
import shutil
import subprocess

import harness

if harness.VALGRIND:
    harness.skip_all("valgrind is too slow to give the usual output")
bench = harness.begin()
tap, provider = bench.tap, bench.provider
FOLDER = os.path.join(harness.ROOT, "examples")
UPDATE = os.environ.get("UPDATE", "") not in ("", "0")
GOOD = provider.address

OUTPUTS = {
    "check.txt": ("check", GOOD),
    "check.de.txt": ("check", GOOD, "--lang", "de"),
    "check.json": ("check", GOOD, "--json"),
    "discover.txt": ("discover", GOOD),
    "expired.txt": ("check", "anna@expired.test"),
    "expired.de.txt": ("check", "anna@expired.test", "--lang", "de"),
    "no-starttls.de.txt": ("check", "anna@notls.test", "--lang", "de"),
    "foreign-servers.txt": ("check", "anna@foreign.test"),
    "lint.txt": ("discover", "--lint", "paccstale.test"),
    "lint.de.txt": ("discover", "--lint", "lintports.test", "--lang", "de"),
    "sheet.de.html": ("profile", GOOD, "--for", "sheet-html", "--name",
                      "Anna Beispiel", "--lang", "de"),
    "sheet.de.txt": ("profile", GOOD, "--for", "sheet", "--client",
                     "thunderbird", "--prefer", "pop3", "--lang", "de"),
    "probe.txt": ("probe", "imaps://imap.hafen.test", "--no-login"),
}

# What stands for everything that is another in every run.
FORMS = (
    (r"\b127\.\d+\.\d+\.(\d+)\b", r"192.0.2.\1"),
    (r"192\.0\.2\.\d+@\d+", "192.0.2.1@53"),
    # Columns keep their width.
    (r" +\d+ ms\b", lambda m: "1 ms".rjust(len(m.group()))),
    (r"\b\d+ (milliseconds|Millisekunden)\b", r"50 \1"),
    (r'"((?:elapsed_)?ms)": \d+', r'"\1": 1'),
    (r"\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", "2026-11-01T08:00:00Z"),
    (r"\b20\d\d-\d\d-\d\d\b", "2026-11-01"),
    (r'"days_left": (-?)\d+', r'"days_left": \g<1>59'),
    (r"\b\d+ (days left|Tage gültig)\b", r"59 \1"),
    (r'"[0-9a-f]{64}"', '"' + "0123456789abcdef" * 4 + '"'),
    (r'("name": "postlotse",\s+"version": )"[^"]*"', r'\1"0.1.0"'),
    (r"Postlotse \d+\.\d+\.\d+", "Postlotse 0.1.0"),
    (re.escape(bench.scratch), "/home/anna"),
)


def in_one_form(text):
    for pattern, form in FORMS:
        text = re.sub(pattern, form, text)
    return text


def compare(name, text):
    text = in_one_form(text)
    path = os.path.join(FOLDER, name)
    if UPDATE:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
    try:
        with open(path, encoding="utf-8") as kept:
            want = kept.read()
    except FileNotFoundError:
        want = ""
    tap.ok(text == want, f"examples/{name}", "\n".join(difflib.unified_diff(
        want.split("\n"), text.split("\n"), "examples", "today",
        lineterm="")))


def compare_picture(name, path):
    """The bytes differ from one library to the next; the code does not."""
    kept = os.path.join(FOLDER, "profiles", name)
    if UPDATE and not (os.path.exists(kept) and decode(kept) == decode(path)):
        shutil.copyfile(path, kept)
    tap.ok(decode(path) and decode(path) == decode(kept),
           f"examples/profiles/{name}")


def decode(path):
    return subprocess.run(
        ["zbarimg", "-q", "--raw", "--oneshot", "-Sbinary", path],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60,
        check=False).stdout


# The servers start their processes at the first contact.
bench.check()
for name, arguments in OUTPUTS.items():
    password = provider.password if arguments[0] == "check" else None
    run = bench.run(*arguments, password=password)
    compare(name, run.out)

folder = bench.path("profiles")
run = bench.run("check", GOOD, "--write", "--for", "all", "--out", folder,
                password=provider.password)
written = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
for one in written:
    bench.keep(os.path.join(folder, one))
    if one.endswith(".png"):
        compare_picture(one, os.path.join(folder, one))
        continue
    with open(os.path.join(folder, one), encoding="utf-8") as text:
        compare(f"profiles/{one}", text.read())
known = sorted(os.listdir(os.path.join(FOLDER, "profiles"))) \
    if os.path.isdir(os.path.join(FOLDER, "profiles")) else []
tap.same(written, known, "examples/profiles holds what is written, no more")

with open(os.path.join(FOLDER, "README.md"), encoding="utf-8") as text:
    readme = text.read()
for name in OUTPUTS:
    tap.ok(f"`{name}`" in readme, f"examples/README.md speaks of {name}")

bench.end()
