#!/usr/bin/env python3
"""The world of realclients.py is what its comment says."""

import os
import time

import realclients

world = realclients.begin("openssl", "python3")
tap = world.tap
box = world.box()
NAP = f"1234.{os.getpid()}"

# The servers are trusted by the system's ways, under their names.
PYTHON = ("import ssl, socket\n"
          "s = ssl.create_default_context().wrap_socket(\n"
          "    socket.create_connection(('imap.hafen.test', 993), 10),\n"
          "    server_hostname='imap.hafen.test')\n"
          "print(s.recv(100))")
run = world.client(["python3", "-c", PYTHON])
tap.has(run.out, "* OK", "OpenSSL trusts the provider by its bundle")
run = world.client(["openssl", "s_client", "-verify_return_error", "-quiet",
                    "-CApath", "/etc/ssl/certs", "-connect",
                    "imap.hafen.test:993"], text="a LOGOUT\n")
tap.has(run.out, "* OK", "and by hashed files")
run = world.client(["cat", "/etc/hosts"])
tap.ok("hafen.test" in run.out and "localhost" in run.out, "hosts", run)
run = world.client(["secret-tool", "lookup", "user", box.user])
tap.same(run.out, box.password, "the keyring knows the password")
tap.same(world.asked()[-1], ["lookup", "user", box.user],
         "and tells who asked")

# Mail on the server.
box.deliver("Alt", age_days=30)
box.deliver("Neu")
tap.same(box.subjects(), ["Alt", "Neu"], "delivered")
age = time.time() - os.stat(box.messages()[0].path).st_mtime
tap.ok(29 < age / realclients.DAY < 31, "30 days old", age)
tap.same(box.sent("Nie", seconds=0.2), None, "waiting has an end")

# Who logged in.
LOGIN = ("import imaplib, sys\n"
         "imap = imaplib.IMAP4_SSL('imap.hafen.test')\n"
         "imap.login(sys.argv[1], open(sys.argv[2]).read())\n"
         "imap.logout()")
other = world.box(ascii_only=True)
run = world.client(["python3", "-c", LOGIN, other.user,
                    world.path(f"passwords/{other.user}")])
tap.same(other.logins(), [("imap", "PLAIN")], "a login is seen", run)
tap.same(box.logins(), [], "of its mailbox only")

# Nothing survives a program, in time or not.
run = world.client(["sh", "-c", f"exec >/dev/null 2>&1; sleep {NAP} &"])
tap.same(run.status, 0, "a program that leaves a child behind")
run = world.client(["sh", "-c", f"sleep {NAP}; :"], timeout=1)
tap.ok(run.status != 0 and world.slow, "a program that hangs is ended", run)
world.slow.clear()


def left_over():
    found = []
    for pid in os.listdir("/proc"):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as line:
                if NAP.encode() in line.read():
                    found.append(pid)
        except OSError:
            pass
    return found


tap.ok(realclients.wait(lambda: not left_over()), "nothing is left over",
       left_over())

# A terminal: size, typing, end.
with world.terminal(["sh", "-c", "stty size; read x; printf "
                     "'\\033[1mgot\\033[0m %s\\n' $x; exit 3"]) as terminal:
    tap.ok(terminal.expect("24 80"), "the terminal has a size", terminal)
    terminal.send("moin\r")
    tap.ok(terminal.expect("got moin"), "typing and colours", terminal)
    tap.same(terminal.finish(), 3, "its status")

# A screen and a bus.
if realclients.why_not(("Xvfb", "dbus-run-session")) is None:
    with world.desktop() as desktop:
        run = desktop.client(["sh", "-c",
                              "echo $DISPLAY; echo $DBUS_SESSION_BUS_ADDRESS;"
                              "cat /etc/hosts"])
        tap.ok(desktop.display in run.out and "unix:" in run.out and
               "hafen.test" in run.out, "a screen and a session bus", run)
else:
    tap.note("NOT TESTED: the desktop, without Xvfb and dbus-run-session")

world.end()
