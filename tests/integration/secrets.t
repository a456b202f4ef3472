#!/usr/bin/env python3
"""The password: every way in, and no way out."""

import base64
import os
import pty
import re
import select
import subprocess
import time

import harness

bench = harness.begin()
tap, provider = bench.tap, bench.provider
HAFEN = provider.address


def ok_logins(report):
    return sum(e.get("login", {}).get("result") == "ok"
               for e in report.get("endpoints", []))


# The search finds what it looks for, wherever it begins in base64.
for ahead in ("", "\0", "\0a", "\0anna@hafen.test\0", "user anna "):
    for behind in ("", "x", "\1\1"):
        text = base64.b64encode((ahead + provider.password +
                                 behind).encode())
        tap.ok(any(p in text for p in harness.patterns(provider.password)),
               f"the search finds base64 after {ahead!r}", text)

# Every way in. The commands are part of argv, the password is not.
run = bench.run("check", HAFEN, "--json", "--password-file",
                provider.password_file)
tap.same((run.status, ok_logins(run.report)), (0, 3), "--password-file", run)
run = bench.run("check", HAFEN, "--json", "--password-command",
                f"cat {provider.password_file}")
tap.same((run.status, ok_logins(run.report)), (0, 3), "--password-command",
         run)
run = bench.check()
tap.same((run.status, ok_logins(run.report)), (0, 3), "--password-fd", run)


def talk_on_terminal(answer):
    """Answers the prompt on a terminal; returns status and all it showed."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(harness.POSTLOTSE, [
            "postlotse", "check", HAFEN, "--resolver", provider.resolver,
            "--ca-file", provider.ca_file], bench.environment())
    shown, sent, end = b"", False, time.monotonic() + 30
    while time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                chunk = os.read(terminal, 4096)
            except OSError:
                break
            if not chunk:
                break
            shown += chunk
        if not sent and b"assword" in shown and b":" in shown:
            time.sleep(0.1)
            os.write(terminal, answer.encode() + b"\n")
            sent = True
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown


if not harness.VALGRIND:
    status, shown = talk_on_terminal(provider.password)
    bench.said.append(("terminal", shown))
    tap.same(status, 0, "the prompt on a terminal", shown)
    tap.ok(b"imap.hafen.test" in shown, "a terminal gets the report", shown)

# No way out: the transcript, with every mechanism.
for domain, options in (
        ("hafen.test", ()),
        ("hafen.test", ("--auth", "LOGIN")),
        ("hafen.test", ("--auth", "PLAIN")),
        ("starttls.test", ()),
        ("scram.test", ()),
        ("scram.test", ("--auth", "SCRAM-SHA-256")),
        ("tempfail.test", ()),
        ("expired.test", ())):
    path = bench.path("transcript")
    run = bench.check(domain, "--transcript", path, *options)
    name = " ".join((domain, *options))
    if not tap.ok(os.path.exists(path), f"{name}: transcript", run):
        continue
    bench.keep(path)
    with open(path, encoding="utf-8", errors="replace") as text:
        transcript = text.read()
    tap.ok("imap" in transcript.lower() and len(transcript) > 200,
           f"{name}: the transcript says something", transcript)
    tap.same(os.stat(path).st_mode & 0o077, 0,
             f"{name}: the transcript is private")
    # SCRAM: a proof allows guessing at home, so it is hidden as well.
    tap.ok(not re.search(r"\bp=[A-Za-z0-9+/]{8}", transcript),
           f"{name}: no SCRAM proof", transcript)
    os.unlink(path)

# Wrong passwords are secrets, too: they are often right somewhere else.
for domain in ("hafen.test", "starttls.test", "scram.test"):
    path = bench.path("transcript")
    bench.check(domain, "--transcript", path,
                password="Nachbars-Passwort-99")
    bench.keep(path)
    os.unlink(path)

# While it waits for a server, nothing about the process shows the password.
command = [harness.POSTLOTSE, "check", "anna@silent.test", "--timeout", "2",
           "-v", "--password-file", provider.password_file,
           "--resolver", provider.resolver, "--ca-file", provider.ca_file]
with subprocess.Popen(command, stdin=subprocess.DEVNULL,
                      stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                      env=bench.environment()) as process:
    for _ in range(20):
        bench.look_at_process(process.pid)
        time.sleep(0.05)
    out, err = process.communicate(timeout=30)
    bench.said += [("-v stdout", out), ("-v stderr", err)]

# Outer blanks and umlauts are the classic pitfalls.
run = bench.check(password=f" {provider.password}")
tap.ok("auth.password.pitfall" in harness.ids(run.report),
       "an outer blank is noticed", run)

bench.end()
