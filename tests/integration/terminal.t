#!/usr/bin/env python3
"""A person at a terminal: the prompt, the question of trust, live progress."""

import json
import os
import pty
import re
import select
import signal
import time

import harness

bench = harness.begin()
tap, provider = bench.tap, bench.provider


class Terminal:
    """The program with a terminal of its own, for input and output."""

    def __init__(self, *args, env=None):
        command = [harness.POSTLOTSE, *args, "--resolver", provider.resolver,
                   "--ca-file", provider.ca_file]
        self.shown = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(bench.scratch)
            os.execve(command[0], command,
                      bench.environment({"TERM": "xterm", **(env or {})}))

    def read(self, until, seconds=15):
        """Reads until a pattern shows; True when it did."""
        end = time.monotonic() + seconds * harness.PATIENCE
        while time.monotonic() < end:
            if until is not None and re.search(until, self.shown):
                return True
            ready, _, _ = select.select([self.fd], [], [], 0.2)
            if not ready:
                continue
            try:
                got = os.read(self.fd, 65536)
            except OSError:
                got = b""
            if got == b"":
                return until is None
            self.shown += got
        return False

    def type(self, text):
        os.write(self.fd, text.encode())

    def end(self):
        self.read(None)
        _, status = os.waitpid(self.pid, 0)
        os.close(self.fd)
        wrong = harness.printed.terminal(self.shown)
        if wrong:
            raise harness.printed.Printed(f"on the terminal: {wrong}")
        bench.said.append(("the terminal", self.shown))
        bench.search()
        return os.waitstatus_to_exitcode(status)

    @property
    def text(self):
        return self.shown.decode("utf-8", "replace")


# The password is asked for, and not shown.
terminal = Terminal("check", provider.address)
tap.ok(terminal.read(rb"Password for anna@hafen\.test: "), "the prompt",
       terminal.text)
terminal.type(provider.password + "\n")
tap.same(terminal.end(), 0, "a typed password logs in", terminal.text)
tap.ok("\x1b[" in terminal.text and "imaps://imap.hafen.test:993" in
       terminal.text, "progress is shown while it works", terminal.text)
tap.has(terminal.text, "were proven by a login", "the report follows")

# No colour and no redrawing where it is not wanted.
terminal = Terminal("check", provider.address, env={"NO_COLOR": "1"})
terminal.read(rb"Password for")
terminal.type(provider.password + "\n")
terminal.end()
tap.same(re.findall("\x1b\\[[0-9;]*m", terminal.text), [],
         "NO_COLOR means no colour", terminal.text)

# Servers that only a guess names: yes and no.
for answer, status, words in (("y", 0, "were proven by a login"),
                              ("n", 1, "--trust"), ("", 1, "--trust")):
    before = len([x for x in provider.log("dovecot-main").split("\n")
                  if "user=<anna@guess.test>" in x])
    terminal = Terminal("check", "anna@guess.test")
    terminal.read(rb"Password for")
    terminal.type(provider.password + "\n")
    tap.ok(terminal.read(rb"May the password go to guess\.test\? \[y/N\]"),
           f"answer {answer!r}: the domain is named", terminal.text)
    terminal.type(answer + "\n")
    tap.same(terminal.end(), status, f"answer {answer!r}: exit status",
             terminal.text)
    tap.has(terminal.text, words, f"answer {answer!r}: the report")
    after = len([x for x in provider.log("dovecot-main").split("\n")
                 if "user=<anna@guess.test>" in x])
    tap.same(after > before, answer == "y",
             f"answer {answer!r}: logins at the server")
    tap.same(terminal.text.count("May the password"), 1,
             f"answer {answer!r}: asked once")

# Time spent on the question counts against no deadline.
terminal = Terminal("check", "anna@guess.test", "--timeout", "6")
terminal.read(rb"Password for")
terminal.type(provider.password + "\n")
terminal.read(rb"May the password")
time.sleep(7)
terminal.type("y\n")
tap.same(terminal.end(), 0, "a slow answer is no timeout", terminal.text)

# What has to be done first is said before the password is asked for.
terminal = Terminal("check", "anna@gmx.de", "--offline")
tap.ok(terminal.read(rb"Password for"), "a known provider: the prompt",
       terminal.text)
before = terminal.text.partition("Password for")[0]
tap.ok("GMX" in before and "switched on first" in before and
       "https://hilfe.gmx.net" in before,
       "a known provider: what comes first is said before", terminal.text)
terminal.type("\x03")
terminal.end()
terminal = Terminal("check", "anna@gmx.de", "--offline", "--lang", "de")
terminal.read(rb"Passwort f")
tap.has(terminal.text, "Vor der Anmeldung", "the same in German")
terminal.type("\x03")
terminal.end()

# Who takes no mail program is not asked for a password.
terminal = Terminal("check", "anna@tuta.com", "--offline")
tap.same(terminal.end(), 1, "no standard protocol: exit status")
tap.has(terminal.text, "neither IMAP nor POP3", "no standard protocol: why")
tap.ok("Password" not in terminal.text, "no standard protocol: no question",
       terminal.text)

# The exchanger is of such a provider, and yet the domain names servers.
os.mkdir(bench.path("own"))
with open(bench.path("own/closed.json"), "w", encoding="ascii") as out:
    json.dump({"id": "closed", "name": "Closed", "mx": ["smtp.hafen.test"],
               "hints": ["no-standard-protocol"], "servers": [],
               "evidence": [{"source": "own", "date": "2026-08",
                             "method": "publication"}]}, out)
terminal = Terminal("check", provider.address, "--providers", "own")
tap.ok(terminal.read(rb"Password for"),
       "servers are worth a question, whatever the exchanger is",
       terminal.text)
terminal.type("\x03")
terminal.end()

# Ctrl-C at the prompt: the echo comes back, nothing is left.
terminal = Terminal("check", provider.address)
terminal.read(rb"Password for")
terminal.type("\x03")
status = terminal.end()
tap.ok(status in (130, -signal.SIGINT), "Ctrl-C ends the program", status)

bench.end()
