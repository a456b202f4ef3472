#!/usr/bin/env python3
"""GNOME Online Accounts and Geary, with the real keyring of a session.

gnome_client.py is what runs inside the session.
"""

import email.utils
import json
import os
import shutil
import sqlite3
import time

import realclients
from realclients import Variant, wait

CLIENT = os.path.join(realclients.harness.HERE, "gnome_client.py")
PYTHON = "/usr/bin/python3"     # Debian's, which has the bindings
READ_LIST = """
import json, sys
from gi.repository import GLib
file = GLib.KeyFile()
file.load_from_file(sys.argv[1], GLib.KeyFileFlags.NONE)
print(json.dumps(file.get_string_list("Account", "sender_mailboxes")))
"""
NAME = "Jäne \"JD\" <D\\o>; #x [y], %s \\s $z = ü"
# GNOME Online Accounts does not quote passwords for IMAP.
PLAIN = "Mole-7"

world = realclients.begin("dbus-run-session", PYTHON, "geary",
                          "gnome-keyring-daemon", "Xvfb",
                          "/usr/libexec/goa-daemon")
tap = world.tap


def environment(home):
    return {"XDG_RUNTIME_DIR": home, "GSETTINGS_BACKEND": "memory",
            "GIO_USE_VFS": "local"}


def plain_box():
    """A mailbox with a password of letters and digits, to log in only."""
    box = world.box()
    path = f"{world.provider.root}/dovecot-main/users"
    with open(path, encoding="utf-8") as text:
        line = next(x for x in text if x.startswith(f"{box.user}:"))
    box.local, box.password = f"plain-{box.local}", PLAIN
    box.user = box.address = f"{box.local}@{box.domain.name}"
    fields = line.split(":")
    fields[:2] = [box.user, "{PLAIN}" + PLAIN]
    with open(path, "a", encoding="utf-8") as out:
        out.write(":".join(fields))
    # Dovecot looks at the file once a second.
    time.sleep(1.2)
    return box


def run_goa(path, password=""):
    home = world.folder()
    os.makedirs(f"{home}/.config/goa-1.0")
    shutil.copy(path, f"{home}/.config/goa-1.0/accounts.conf")
    told = f"{home}/told.json"
    run = world.client(["dbus-run-session", "--", PYTHON, CLIENT, "goa",
                        told], home, 60, environment(home), password)
    if not os.path.exists(told):
        return {}, run
    with open(told, encoding="utf-8") as text:
        return json.load(text), run


def test_goa(security):
    """The service logs in to both servers to see whether they let it in."""
    variant = Variant("imap", security)
    box = plain_box()
    told, run = run_goa(world.profile(box, variant, "goa"), box.password)
    world.result("goa", variant, "logged in", told.get(
        "credentials") == "good", f"{told.get('credentials')}\n{run}")
    tap.same(box.logins(), [("imap", "PLAIN")],
             f"goa, {variant}: the server saw it, once")


def test_goa_odd():
    box = world.box()
    user = "DOM\\jane o'\"doe\"; #1 $b %s = ü"
    settings = {
        "imap": {"host": "imap.xn--mller-kva.example", "port": 10143,
                 "security": "starttls"},
        "smtp": {"host": "2001:db8::25", "port": 10465, "security": "tls",
                 "auth": "client-ip"}}
    told, run = run_goa(world.profile(
        box, Variant("imap", "starttls"), "goa", "--user", user, name=NAME,
        settings=settings))
    want = {"EmailAddress": box.address, "Name": NAME,
            "ImapHost": "imap.xn--mller-kva.example:10143",
            "ImapUserName": user, "ImapUseSsl": False, "ImapUseTls": True,
            "ImapAcceptSslErrors": False,
            "SmtpHost": "[2001:db8::25]:10465", "SmtpUseAuth": False,
            "SmtpUseSsl": True, "SmtpUseTls": False,
            "SmtpAcceptSslErrors": False}
    got = told.get("Mail", {})
    tap.same({k: got.get(k) for k in want}, want, "goa: odd values", run)


class Geary:
    def __init__(self, variant):
        self.variant, self.box = variant, world.box()
        self.home = world.folder()
        self.box.deliver("Eins")
        folder = f"{self.home}/.config/geary/account_01"
        os.makedirs(folder)
        self.path = world.profile(self.box, variant, "geary", name=NAME)
        shutil.copy(self.path, f"{folder}/geary.ini")
        with open(f"{self.home}/password", "w", encoding="utf-8") as out:
            out.write(self.box.password)

    def start(self, desk):
        desk.start(["sh", "-c", f"exec {PYTHON} {CLIENT} geary told.json "
                    "<password"], self.home, environment(self.home),
                   f"{self.home}/log")

    def log(self):
        with open(f"{self.home}/log", encoding="utf-8",
                  errors="replace") as log:
            return log.read()[-2000:]

    def fetched(self):
        """The subjects in its database."""
        path = f"{self.home}/.local/share/geary/account_01/geary.db"
        if not os.path.exists(path):
            return []
        base = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)
        try:
            return [row[0] for row in base.execute(
                "SELECT subject FROM MessageTable WHERE subject NOT NULL")]
        except sqlite3.Error:           # not made yet
            return []
        finally:
            base.close()


def test_geary():
    clients = [Geary(Variant("imap", s)) for s in realclients.SECURITIES]
    with world.desktop() as desk:
        for client in clients:
            client.start(desk)
        for client in clients:
            good = wait(lambda: client.fetched() == ["Eins"], 40)
            world.result("geary", client.variant, "fetched", good,
                         client.log())
            tap.ok(("imap", "PLAIN") in client.box.logins(),
                   f"geary, {client.variant}: logged in")
    # Geary accepts it, and keeps it in a form of its own.
    run = world.client([PYTHON, "-c", READ_LIST, clients[0].path])
    senders = json.loads(run.out or "[]")
    tap.same([email.utils.parseaddr(s) for s in senders],
             [(NAME, clients[0].box.address)], "geary: the sender", run)


for kind in realclients.SECURITIES:
    test_goa(kind)
test_goa_odd()
test_geary()
world.end()
