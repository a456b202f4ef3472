#!/usr/bin/env python3
"""The runner of the cases: that it sees what it is there to see."""

import os
import re
import stat
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = os.path.join(HERE, "..", "cases")
sys.path.insert(0, CASES)

import case as cases  # noqa: E402
import check  # noqa: E402

ANSWERS = {"count": 0, "failed": 0}
ROWS = 36


def ok(good, name, detail=""):
    ANSWERS["count"] += 1
    ANSWERS["failed"] += not good
    print("ok" if good else "not ok", ANSWERS["count"], "-", name)
    if not good and detail:
        print(f"# {detail}")


def test_table():
    """Every kind of attack has cases, and every case named is there."""
    with open(os.path.join(CASES, "README.md"), encoding="utf-8") as file:
        rows = re.findall(r"^\| (\d+) \|.*\| ([\w. -]+) \|$", file.read(),
                          re.M)
    ok([int(n) for n, _ in rows] == list(range(1, ROWS + 1)),
       f"the table has rows 1 to {ROWS}", [n for n, _ in rows])
    stems = {e[:-5] for e in os.listdir(CASES) if e.endswith(".case")}
    missing = [name for _, names in rows for name in names.split()
               if name not in stems]
    ok(not missing, "every case of the table is there", missing)
    nameless = []
    for stem in stems:
        with open(os.path.join(CASES, stem + ".case"),
                  encoding="utf-8") as file:
            if not file.read().startswith("# "):
                nameless.append(stem)
    ok(not nameless, "every case says what it is about", nameless)
    names = [c.name for c in cases.load_all()]
    ok(len(names) == len(set(names)), "no two cases have the same name",
       sorted(n for n in set(names) if names.count(n) > 1))


def test_needles():
    secret = b"Zk7wQp4xLm9T"
    for before in range(4):
        for after in range(4):
            text = cases.mock.mocksasl.encode(
                b"a" * before + secret + b"b" * after).encode()
            if not check.secret_in(b"x " + text + b" y", secret):
                ok(False, f"base64 found at {before} and {after}")
                return
    ok(True, "the password is found in base64 wherever it stands")
    ok(check.secret_in(b"--" + secret, secret), "the password is found")
    ok(not check.secret_in(b"nothing of the kind, just text", secret),
       "and not where it is not")


def test_hygiene():
    for text, good in (
            ("plain text\n\twith tab, gr\u00fc\u00dfe", True),
            ("\x1b[2J", False), ("a\rb", False), ("\x9b", False),
            ("\u202e", False), ("\u2066", False), ("\0", False)):
        found = list(check.hygiene("text", text.encode(), b"Zk7wQp4xLm9T"))
        ok((not found) == good, f"control characters: {text!r}", found)


REPORT = {
    "verdict": "error",
    "endpoints": [{"protocol": "imap", "verdict": "error", "findings": [
        {"id": "a.b", "severity": "error"},
        {"id": "c.d", "severity": "warning"}]}],
    "findings": [{"id": "e.f", "severity": "info"}],
}


def test_findings():
    for lines, good in (
            (["error a.b"], True), (["error a.b", "warning c.d"], True),
            (["error a.b @imap"], True), (["error a.b @smtp"], False),
            (["warning c.d"], False), (["also warning c.d"], True),
            (["warning a.b"], False), (["error x.y"], False),
            (["error a.b", "not c.d"], False), (["none"], False),
            (["error a.b", "info e.f @account"], True), ([], True)):
        found = list(check.findings(REPORT, lines))
        ok((not found) == good, f"findings: {lines}", found)
    for line, good in (
            ("verdict == error", True), ("verdict == ok", False),
            ("endpoints[0].protocol == imap", True),
            ("endpoints[1] absent", True), ("endpoints absent", False),
            ("nothing == 1", False), ("verdict lacks rr", False),
            ("verdict matches ^e", True)):
        found = list(check.assertions(REPORT, [line]))
        ok((not found) == good, f"assertion: {line}", found)


# Programs that do wrong: what the runner must say of each.
LIAR = """#!/usr/bin/env python3
import json, os, socket, ssl, sys, time
def option(name):
    return sys.argv[sys.argv.index(name) + 1]
secret = os.fdopen(int(option("--password-fd"))).readline().rstrip("\\n")
port = int(sys.argv[2].rsplit(":", 1)[1])
errors = []
def report(*ids):
    worst = "error" if ids else "ok"
    print(json.dumps({"schema": "postlotse-report/1", "verdict": worst,
        "endpoints": [{"protocol": "imap", "verdict": worst, "findings": [
            {"id": i, "severity": "error"} for i in ids]}],
        "findings": []}))
    sys.exit(1 if ids else 0)
"""
SINS = (
    ("says nothing of the attack", "missing: error", """
socket.create_connection(("127.0.0.1", port)).makefile("rw").readline()
report()"""),
    ("prints the password", "stdout shows the password", """
socket.create_connection(("127.0.0.1", port))
print(secret)
report("starttls.refused")"""),
    ("writes base64 into the transcript", "transcript shows the password", """
import base64
socket.create_connection(("127.0.0.1", port))
with open(option("--transcript"), "w") as out:
    out.write(base64.b64encode(("\\0anna\\0" + secret).encode()).decode())
report("starttls.refused")"""),
    ("logs in in clear", "LOGIN before TLS", """
f = socket.create_connection(("127.0.0.1", port)).makefile("rw", newline="")
f.readline(); f.write("a STARTTLS\\r\\n"); f.flush()
f.readline(); f.write("b LOGIN anna x\\r\\n"); f.flush()
time.sleep(0.2)
report("starttls.refused")"""),
    ("sends a command after the end", "after the end of the script", """
f = socket.create_connection(("127.0.0.1", port)).makefile("rw", newline="")
f.readline(); f.write("a STARTTLS\\r\\n"); f.flush()
f.readline(); f.write("b NOOP\\r\\n"); f.flush()
time.sleep(0.2)
report("starttls.refused")"""),
    ("never comes", "nobody came", 'report("starttls.refused")'),
    ("does not end", "did not end within", """
f = socket.create_connection(("127.0.0.1", port)).makefile("rw", newline="")
f.readline(); f.write("a STARTTLS\\r\\n"); f.flush()
time.sleep(60)"""),
    ("has the wrong status", "exit status 3", """
f = socket.create_connection(("127.0.0.1", port)).makefile("rw", newline="")
f.readline(); f.write("a STARTTLS\\r\\n"); f.flush(); f.readline()
try:
    report("starttls.refused")
except SystemExit:
    sys.exit(3)"""),
)


def test_sins():
    """A whole run against programs that misbehave."""
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, complaint, code) in enumerate(SINS):
            path = os.path.join(folder, f"liar{number}")
            with open(path, "w", encoding="utf-8") as file:
                file.write(LIAR + code + "\n")
            os.chmod(path, stat.S_IRWXU)
            said = subprocess.run(
                [os.path.join(CASES, "run.py"), "-t", "1",
                 "starttls-imap-refused/tag-NO-not-now"],
                env=dict(os.environ, POSTLOTSE=path, VALGRIND="0",
                         CASES_GRACE="2" if name == "does not end" else "10"),
                capture_output=True, check=False)
            text = said.stdout.decode()
            ok(said.returncode == 1 and "not ok 1" in text and
               complaint in text, f"a program that {name} fails",
               text.replace("\n", "\n# "))


for test in (test_table, test_needles, test_hygiene, test_findings,
             test_sins):
    test()
print(f"1..{ANSWERS['count']}")
sys.exit(1 if ANSWERS["failed"] else 0)
