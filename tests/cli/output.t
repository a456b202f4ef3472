#!/usr/bin/env python3
"""What comes out: text, JSON, colours, progress, files, exit status."""
import json
import os
import re
import socket
import subprocess

from cli import (HOME, PROGRAM, ROOT, Imap, Terminal, done, environment, ok,
                 run, same, skip)

server = Imap("geheim")
password = HOME / "password"
password.write_text("geheim\n")
PROBE = ["probe", "--ca-file", server.ca, server.url]
LOGIN = [*PROBE, "--user", "anna", "--password-file", password]
OFFLINE = ["discover", "--offline"]
REFUSED = ["probe", "imaps://127.0.0.1:1"]


def validator():
    try:
        import jsonschema  # pylint: disable=import-outside-toplevel
    except ImportError:
        return None
    schema = json.loads((ROOT / "cmd/report.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.FormatChecker())


def reports():
    """--json of every kind of run against the schema and by its values."""
    v = validator()
    runs = [("a login", LOGIN, 0), ("no login", PROBE, 0),
            ("a refused connection", REFUSED, 1),
            ("discover", [*OFFLINE, "anna@gmx.de"], 0),
            ("discover of a domain", [*OFFLINE, "gmx.de"], 0),
            ("nothing found", [*OFFLINE, "nobody.invalid"], 1)]
    seen = {}
    for name, args, status in runs:
        r = run(*args, "--json")
        same(r.status, status, f"{name}: exit status", r)
        seen[name] = json.loads(r.out)
        if v is None:
            skip(f"{name}: schema", "needs python3-jsonschema")
            continue
        errors = [f"{list(e.path)}: {e.message}"
                  for e in v.iter_errors(seen[name])]
        same(errors, [], f"{name}: schema")
    if v is not None:
        wrong = dict(seen["a login"], surprise=1)
        ok(not v.is_valid(wrong), "the schema is closed")
    d = seen["a login"]
    same(d["schema"], "postlotse-report/1", "the schema's name")
    same(d["address"], None, "probe has no address")
    same(d["verdict"], "ok", "verdict", d["endpoints"][0]["findings"])
    same(d["settings"].get("imap"),
         {"host": "127.0.0.1", "port": server.port, "security": "tls",
          "username": "anna", "auth": "password"}, "proven settings")
    same(d["advice"]["protocol"], "imap", "advice")
    e = d["endpoints"][0]
    same((e["protocol"], e["trust"], e["login"]["result"],
          e["login"]["username"]), ("imap", "T0", "ok", "anna"), "endpoint")
    same(e["tls"]["certificate"]["names"], ["127.0.0.1"], "certificate")
    ok("PLAIN" in e["mechanisms"]
       and "SASL-IR" in e["capabilities"]["after_tls"], "capabilities", e)
    d = seen["no login"]
    same((d["settings"], "advice" in d,
          d["endpoints"][0]["login"]["skipped"]),
         ({}, False, "no-password"), "without a login nothing is proven")
    d = seen["a refused connection"]["endpoints"][0]["findings"][0]
    same((d["id"], d["severity"]), ("tcp.refused", "error"), "a finding")
    ok("127.0.0.1" in d["text"] and "{" not in d["text"] + d["remedy"],
       "its places are filled", d)
    d = seen["discover"]
    same(d["address"], "anna@gmx.de", "discover keeps the address")
    ok({"imap", "pop3", "smtp"} == {e["protocol"] for e in d["endpoints"]}
       and "found" in [s["outcome"] for s in d["sources"]], "discover", d)
    r = run(*REFUSED, "--json", "--lang", "de")
    d = json.loads(r.out)["endpoints"][0]["findings"][0]
    ok(d["id"] == "tcp.refused" and "Server" in d["text"]
       and "refuses" not in d["text"], "findings in German", d)


def texts():
    r = run(*LOGIN)
    lines = r.out.splitlines()
    same(lines[0], f"{server.url} works: IMAP was proven by a login.",
         "the first line is the verdict")
    ok("\x1b" not in r.out and r.err == "", "plain without a terminal", r)
    ok(all(len(x) <= 80 for x in lines), "80 columns", r)
    for word in ("connect", "tls", "greeting", "login", "TLSv1.",
                 "Test CA", "days left", "succeeded, PLAIN, anna"):
        ok(word in r.out, f"the steps show {word}", r)
    ok("SASL-IR" not in r.out and "SASL-IR" in run(*LOGIN, "-v").out,
       "capabilities only with -v")
    r = run(*LOGIN, "-q")
    same(r.out, lines[0] + "\n", "-q says the verdict only")
    r = run(*PROBE)
    ok("No login was tried." in r.out and "Logins not tried" in r.out,
       "what was not tried", r)
    r = run(*REFUSED)
    ok("does not work: " in r.out.splitlines()[0] and "\nError: " in r.out
       and "  What to do: " in r.out and "[tcp.refused: imaps://127.0.0.1:1]"
       in r.out, "trouble: sentence, remedy, id and place", r)
    r = run(*REFUSED, server.url, "--ca-file", server.ca)
    same(r.out.splitlines()[0], "1 of 2 servers works.".replace(
        "works", "work"), "several servers are counted", r)
    r = run(*OFFLINE, "anna@gmx.de")
    ok(re.search(r"^IMAP\n  Server +imap.gmx.net\n  Port +993\n", r.out, re.M)
       and re.search(r"^  User name +anna@gmx.de$", r.out, re.M)
       and "Where settings were looked for" in r.out, "discover", r)
    r = run(*PROBE, "--fail-on", "warning")
    same(r.status, 0, "--fail-on warning without warnings", r)


def refused_login():
    """One try, then the finding; never the password in it."""
    wrong = HOME / "wrong"
    wrong.write_text("xWRONGx\n")
    server.logins.clear()
    r = run(*PROBE, "--user", "anna", "--password-file", wrong, "-v")
    ok(r.status == 1 and "auth.failed.password" in r.out
       and "xWRONGx" not in r.out + r.err, "a wrong password", r)
    same(len(server.logins), 1, "is tried once")
    server.logins.clear()
    r = run(*PROBE, "--user", "anna", "--password-file", password, "--auth",
            "CRAM-MD5")
    same((r.status, server.logins), (1, []), "--auth allows no other", r)


def colours():
    """Escape sequences on terminals only, and not against NO_COLOR."""
    t = Terminal(*PROBE)
    t.wait()
    ok(b"\x1b[32m" in t.seen and b"\x1b[K" in t.seen,
       "a terminal gets colours and progress", t.seen)
    last = t.seen.rsplit(b"\x1b[J", 1)[-1].decode()
    ok(last.startswith("\x1b[32m" + server.url), "progress goes at the end",
       t.seen)
    for name, env in (("NO_COLOR", environment(NO_COLOR="1")),
                      ("TERM=dumb", environment(TERM="dumb")),
                      ("no TERM", environment(TERM=None))):
        t = Terminal(*PROBE, env=env)
        t.wait()
        ok(not re.search(rb"\x1b\[\d*m", t.seen), f"{name}: no colours",
           t.seen)
    t = Terminal(*PROBE, env=environment(NO_COLOR=""))
    t.wait()
    ok(b"\x1b[32m" in t.seen, "an empty NO_COLOR says nothing", t.seen)
    t = Terminal(*PROBE, "-q")
    t.wait()
    ok(b"\x1b[K" not in t.seen, "-q shows no progress", t.seen)
    r = run(*PROBE, env=environment(NO_COLOR=None))
    ok("\x1b" not in r.out + r.err, "nothing of it in a pipe", r)


def files():
    """--transcript appears whole, for its owner, or not at all."""
    path = HOME / "transcript"
    path.write_text("old")
    path.chmod(0o644)
    r = run(*PROBE, "--transcript", path)
    ok(r.status == 2 and f"{path} exists already" in r.err and r.out == ""
       and path.read_text() == "old", "no transcript over another file", r)
    path.unlink()
    path.symlink_to(HOME / "nothing-here")
    r = run(*PROBE, "--transcript", path)
    ok(r.status == 2 and f"{path} exists already" in r.err and r.out == "",
       "no transcript over a link that leads nowhere", r)
    path.unlink()
    r = run(*PROBE, "--transcript", path)
    ok(r.status == 0 and "CAPABILITY" in path.read_text(),
       "the transcript", r)
    same(path.stat().st_mode & 0o777, 0o600, "and for its owner only")
    nowhere = HOME / "no-such-folder" / "transcript"
    r = run(*PROBE, "--transcript", nowhere)
    ok(r.status == 2 and str(nowhere) in r.err and r.out == "",
       "a folder that is not there", r)
    r = run(*PROBE, "--transcript", HOME)
    ok(r.status == 2 and str(HOME) in r.err and "folder" in r.err,
       "a folder instead of a file", r)
    path.unlink()
    r = run("probe", "--ca-file", HOME / "missing.pem", server.url,
            "--transcript", path)
    ok(r.status == 2 and not path.exists(), "no run, no file", r)
    r = run(*PROBE, "--transcript", "/dev/null")
    same(r.status, 0, "/dev/null is written directly", r)
    r = run(*PROBE, "--transcript", "/dev/full")
    ok(r.status == 2 and "/dev/full" in r.err, "a full disk", r)
    fifo = HOME / "fifo"
    os.mkfifo(fifo)
    r = run(*PROBE, "--transcript", fifo)
    ok(r.status == 2 and "nobody reads from it" in r.err, "a FIFO, alone", r)
    with subprocess.Popen(["cat", fifo], stdout=subprocess.PIPE) as reader:
        r = run(*PROBE, "--transcript", fifo)
        ok(r.status == 0 and b"CAPABILITY" in reader.communicate()[0],
           "a FIFO with a reader", r)
    path.unlink(missing_ok=True)
    hung = socket.create_server(("127.0.0.1", 0))
    with subprocess.Popen(
            [PROGRAM, "probe", f"imaps://127.0.0.1:{hung.getsockname()[1]}",
             "--transcript", str(path)], env=environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as p:
        hung.settimeout(60)
        client = hung.accept()[0]
        client.recv(1)
        p.terminate()
    client.close()
    hung.close()
    ok(p.returncode == -15 and not path.exists(), "a killed run, no file",
       p.returncode)
    same([x.name for x in HOME.iterdir() if x.name.startswith(".postlotse")],
         [], "nothing is left over")


def pipes():
    for args in (["--json"], []):
        reader, writer = os.pipe()
        os.close(reader)
        p = subprocess.run([PROGRAM, *map(str, PROBE), *args], stdout=writer,
                           stderr=subprocess.PIPE, env=environment(),
                           stdin=subprocess.DEVNULL, timeout=60, check=False)
        os.close(writer)
        ok(p.returncode == 2 and b"Broken pipe" in p.stderr,
           f"a closed pipe {args}", (p.returncode, p.stderr))


def closed_streams():
    """Whoever starts the program may have closed any standard stream."""
    for fd, status in ((0, 0), (1, 2), (2, 0)):
        p = subprocess.run(["sh", "-c", f'exec "$0" "$@" {fd}>&-', PROGRAM,
                            *map(str, LOGIN)], stdin=subprocess.DEVNULL,
                           capture_output=True, env=environment(),
                           timeout=60, check=False)
        same(p.returncode, status, f"stream {fd} is closed: exit status",
             p.stderr)
    r = run(*PROBE, "--user", "anna", "--password-fd", "0",
            preexec_fn=lambda: os.close(0))
    ok(r.status == 2 and "Bad file descriptor" in r.err,
       "a password from a closed stream", r)


reports()
texts()
refused_login()
colours()
files()
pipes()
closed_streams()
server.stop()
done()
