#!/usr/bin/env python3
"""Where a password may come from, and that it goes nowhere else.

Every source is followed to the server, which says what arrived.
"""
import base64
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

from cli import (HOME, PROGRAM, Imap, Terminal, done, environment, ok, run,
                 same)

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "server"))
import mockdns  # noqa: E402  pylint: disable=wrong-import-position

SECRET = "Zk7 wQ\u00e4p4$`'\"\\x"
server = Imap(SECRET)
BASE = ["probe", "--ca-file", server.ca, "--user", "anna", server.url]
MAX = 4096


def put(name, content):
    path = HOME / name
    path.write_bytes(content if isinstance(content, bytes)
                     else content.encode())
    path.chmod(0o600)
    return path


def arrived(name, r, password=SECRET):
    """The server got just this, and nobody else did."""
    same(server.logins, [("anna", password)], name, r)
    server.logins.clear()
    ok(r.status == 0 and password not in r.out + r.err,
       f"{name}: login, and no word of it", r)


def good_sources():
    for end, what in ((b"\n", "LF"), (b"\r\n", "CR LF"), (b"", "no end"),
                      (b"\nsecond line\n", "more lines")):
        path = put("password", SECRET.encode() + end)
        arrived(f"--password-file, {what}",
                run(*BASE, "--password-file", path))
    with open(put("password", SECRET + "\n"), "rb") as f:
        arrived("--password-fd 0", run(*BASE, "--password-fd", 0, stdin=f))
    with open(put("password", SECRET + "\n"), "rb") as f:
        arrived("--password-fd N", run(*BASE, "--password-fd", f.fileno(),
                                       pass_fds=(f.fileno(),)))
    path = put("password", SECRET + "\nuser: anna\n")
    arrived("--password-command",
            run(*BASE, "--password-command", f"cat '{path}'"))
    arrived("--password-command that prints much",
            run(*BASE, "--password-command",
                f"cat '{path}'; head -c 200000 /dev/zero"))
    arrived("--password-command in a pipe",
            run(*BASE, "--password-command", f"cat '{path}' | head -n 1"))
    server.password = None
    long = "x" * MAX
    r = run(*BASE, "--password-file", put("password", long + "\r\n"))
    ok(server.logins == [("anna", long)] or "password" in r.out,
       "a password of the greatest length", r)
    server.logins.clear()
    server.password = SECRET


def bad_sources():
    missing = HOME / "no-such-file"
    table = [
        ("--password-file", missing, ["--password-file", "no-such-file",
                                      "No such file"]),
        ("--password-file", HOME, ["--password-file", "Is a directory"]),
        ("--password-file", put("empty", ""), ["the password is empty"]),
        ("--password-file", put("line", "\nxSECRETx\n"),
         ["the password is empty"]),
        ("--password-file", put("cr", "xSECRETx\rb\n"),
         ["carriage return or a NUL"]),
        ("--password-file", put("nul", b"xSECRETx\0b\n"),
         ["carriage return or a NUL"]),
        ("--password-file", put("long", "xSECRETx" * 513 + "\n"),
         ["longer than 4096 bytes"]),
        ("--password-file", "/dev/zero", ["longer than 4096 bytes"]),
        ("--password-fd", "99", ["Bad file descriptor"]),
        ("--password-command", "echo xSECRETx; exit 3", ["exit status 3"]),
        ("--password-command", "no-such-command-here", ["exit status 127"]),
        ("--password-command", "echo xSECRETx; kill -9 $$",
         ["ended by signal 9"]),
        ("--password-command", "true", ["the password is empty"]),
        ("--password-command", "yes xSECRETx | tr -d '\\n' | head -c 9999",
         ["longer than 4096 bytes"]),
    ]
    for option, value, words in table:
        r = run(*BASE, option, value)
        ok(r.status == 2 and r.out == "" and option in r.err
           and all(w in r.err for w in words) and r.err.count("\n") <= 2
           and "xSECRETx" not in r.err, f"{option} {value}: {words}", r)
    if os.geteuid() != 0:
        path = put("closed", "xSECRETx\n")
        path.chmod(0)
        r = run(*BASE, "--password-file", path)
        ok(r.status == 2 and "Permission denied" in r.err,
           "--password-file without permission", r)
    r = run(*BASE)
    ok(r.status == 2 and "--password-file" in r.err, "none at all", r)
    same(server.logins, [], "nothing of all this reached the server")


def patience():
    """What does not come is not waited for, nor what does not end."""
    fifo = HOME / "fifo"
    os.mkfifo(fifo)
    reader, writer = os.pipe()
    pids = HOME / "pids"
    nap = f"echo $$ >>'{pids}'; sleep 600"
    for option, value, more in (
            ("--password-file", fifo, {}),
            ("--password-fd", reader, {"pass_fds": (reader,)}),
            ("--password-command", nap + "; echo x", {}),
            ("--password-command", f"echo {shlex.quote(SECRET)}; {nap}; true", {}),
            ("--password-command", f"exec >&-; {nap}; true", {}),
            ("--password-command", f"trap '' TERM; {nap}; {nap}", {})):
        r = run(*BASE, option, value, "--command-timeout", 1, **more)
        ok(r.status == 2 and r.out == "" and
           f"{option}: no password came within 1 s " in r.err and
           "--command-timeout" in r.err and SECRET not in r.err,
           f"{option} {value} without an end", r)
    for name in ("profile", "check"):
        r = run(name, "anna@gmx.de", "--offline", "--password-command", nap,
                "--command-timeout", 1,
                *(("--for", "msmtp", "--with-password")
                  if name == "profile" else ()))
        ok(r.status == 2 and "no password came" in r.err or name == "check",
           f"{name}: the same", r)
    left = [pid for pid in pids.read_text().split()
            if os.path.exists(f"/proc/{pid}")]
    same(left, [], "no command is left behind")
    same(server.logins, [], "nothing of all this reached the server")
    path = put("password", SECRET + "\n")
    os.write(writer, SECRET[:3].encode())
    with subprocess.Popen(["sh", "-c", 'cat "$1" >"$0"', fifo, path]):
        arrived("--password-file, a FIFO",
                run(*BASE, "--password-file", fifo))
    os.write(writer, SECRET[3:].encode() + b"\n")
    arrived("--password-fd, in pieces", run(
        *BASE, "--password-fd", reader, pass_fds=(reader,)))
    arrived("--password-command that leaves something running",
            run(*BASE, "--password-command",
                f"cat '{path}'; sleep 5 2>/dev/null &"))
    r = run("profile", "anna@gmx.de", "--settings", fifo, "--for", "sheet",
            "--command-timeout", 1)
    ok(r.status == 2 and "did not end within 1 s " in r.err,
       "--settings, a FIFO", r)


def prompts():
    t = Terminal(*BASE)
    text = t.read("Password for anna: ")
    ok("Password for anna: " in text, "the prompt names the user", text)
    ok(not t.echoes(), "no echo while the password is typed")
    t.write(SECRET + "\n")
    status = t.wait()
    text = t.seen.decode(errors="replace")
    same(status, 0, "a typed password is right", text)
    same(server.logins, [("anna", SECRET)], "and arrives", text)
    ok(SECRET not in text, "and is not shown", text)
    server.logins.clear()
    t = Terminal(*BASE)
    t.read("Password for anna: ")
    t.write("\n")
    ok(t.wait() == 2 and b"the password is empty" in t.seen,
       "an empty line is an error", t.seen)


ENTRY = {
    "id": "hoster", "name": "Hoster", "mx": ["hoster.test"],
    "hints": ["app-password"], "evidence": [
        {"source": "own", "date": "2026-08", "method": "publication"}],
    "servers": [{"protocol": "imap", "host": "imap.hoster.test", "port": 993,
                 "security": "tls", "username": "%EMAILADDRESS%"}],
}


def network_prompts():
    """Who the provider is, only the network knows: it is asked once, tells
    the hints, and then the password is asked for."""
    folder = HOME / "entries"
    folder.mkdir()
    (folder / "hoster.json").write_text(json.dumps(ENTRY))
    names = mockdns.NameServer(["own.test MX 10 mx.hoster.test.",
                                "imap.hoster.test A 192.0.2.1",
                                "mx.hoster.test A 192.0.2.1"])
    try:
        for answer, status in (("geheim\n", 1), ("\n", 2)):
            names.asked.clear()
            t = Terminal("check", "anna@own.test", "--no-ispdb", "-6",
                         "--providers", folder, "--resolver",
                         f"127.0.0.1@{names.port}")
            text = t.read("Password for anna@own.test: ")
            ok(text.count("Before the login") == 1 and "Hoster" in text,
               "the network's hints come before the prompt", text)
            ok("Password for anna@own.test: " in text, "then the prompt", text)
            same(names.asked.count("imap.hoster.test"), 0,
                 "no server is looked for before it")
            t.write(answer)
            same(t.wait(), status, "the run goes on, or ends", t.seen)
            same(names.asked.count("_imaps._tcp.own.test"), 1,
                 "the domain is asked once")
        ok(b"the password is empty" in t.seen, "and says why", t.seen)
    finally:
        names.stop()


def signals():
    """The terminal is as before, whatever ends the program."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        t = Terminal(*BASE)
        t.read("Password for anna: ")
        hidden = not t.echoes()
        spare = os.dup(t.fd)
        os.kill(t.pid, number)
        limit = t.wait()
        t.fd = spare
        ok(hidden and t.echoes() and limit == -number,
           f"the echo is back after signal {int(number)}", limit)
        os.close(spare)


def traces():
    """Not in argv, not in the environment, not in the transcript."""
    path = put("password", SECRET + "\n")
    transcript = HOME / "transcript"
    r = run(*BASE, "--password-file", path, "--transcript", transcript, "-v",
            "--json")
    written = transcript.read_text(errors="replace")
    plain = base64.b64encode(f"\0anna\0{SECRET}".encode()).decode()
    ok(r.status == 0 and "AUTHENTICATE" in written, "a transcript", written)
    for form in (SECRET, plain, base64.b64encode(SECRET.encode()).decode()):
        ok(form not in r.out + r.err + written, "without the password", form)
    same(transcript.stat().st_mode & 0o777, 0o600, "for the owner only")
    server.logins.clear()
    # Without core files and, seen from outside, without a memory to read.
    reader, writer = os.pipe()
    with subprocess.Popen(
            [PROGRAM, *map(str, BASE), "--password-fd", str(reader)],
            pass_fds=(reader,), env=environment(), start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as p:
        line = ""
        for _ in range(200):
            limits = Path(f"/proc/{p.pid}/limits").read_text()
            line = [x for x in limits.split("\n") if "core file" in x][0]
            if line.split()[4:6] == ["0", "0"]:
                break
            time.sleep(0.02)
        if b"__asan_init" not in Path(PROGRAM).read_bytes():
            same(line.split()[4:6], ["0", "0"], "no core files", line)
        os.write(writer, SECRET.encode() + b"\n")
        os.close(writer)
        os.close(reader)
        same(p.wait(60), 0, "the slow writer is waited for")


good_sources()
bad_sources()
patience()
prompts()
network_prompts()
signals()
traces()
server.stop()
done()
