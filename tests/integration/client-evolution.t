#!/usr/bin/env python3
"""Evolution: its registry reads our sources, its mail library uses them.

evolution_client.py does what Evolution does behind its windows.
"""

import json
import os
import shutil

import realclients
from realclients import Variant

CLIENT = os.path.join(realclients.harness.HERE, "evolution_client.py")
PYTHON = "/usr/bin/python3"     # Debian's, which has the bindings

world = realclients.begin("dbus-run-session", PYTHON,
                          "/usr/libexec/evolution-source-registry")
tap = world.tap


def run(path, address, password=""):
    """Returns what it told, {} when it failed, and how it went."""
    home = world.folder()
    folder = f"{home}/.config/evolution/sources"
    os.makedirs(folder)
    for name in os.listdir(path):
        shutil.copy(f"{path}/{name}", folder)
    told = f"{home}/told.json"
    went = world.client(
        ["dbus-run-session", "--", PYTHON, CLIENT, f"{address}.mail", told],
        home, 60, {"XDG_RUNTIME_DIR": home, "GSETTINGS_BACKEND": "memory",
                   "GIO_USE_VFS": "local", "CAMEL_DEBUG": "imapx:io"},
        password)
    if not os.path.exists(told):
        return {}, went
    with open(told, encoding="utf-8") as text:
        return json.load(text), went


def test_imap(security):
    variant = Variant("imap", security)
    box = world.box()
    box.deliver("Eins")
    _, went = run(world.profile(box, variant, "evolution"), box.address,
                  box.password)
    # Its index of IMAP folders needs the windows; what it fetched stands in
    # its protocol of the session.
    world.result("evolution", variant, "fetched",
                 "\nSubject: Eins" in went.out, went)
    world.result("evolution", variant, "sent", box.sent("Gruss"), went)


def test_pop3(security, choice, what, left):
    variant = Variant("pop3", security)
    box = world.box()
    box.deliver("Neu")
    box.deliver("Alt", age_days=40)
    told, went = run(world.profile(box, variant, "evolution", "--pop-delete",
                                   choice), box.address, box.password)
    world.result("evolution", variant, "fetched",
                 told.get("fetched") == ["Alt", "Neu"], went)
    world.result("evolution", variant, "sent", box.sent("Gruss"), went)
    world.result("evolution", variant, what,
                 box.subjects() == sorted(left + ["Gruss"]), went)


def test_odd():
    """Every value comes back as it went in."""
    variant = Variant("imap", "starttls")
    box = world.box()
    name = "Jäne \"JD\" <D\\o> ; #x [y] %s \\s $z = ü"
    user = "DOM\\jane o'\"doe\"; #1 $b %s = ü"
    settings = {
        "imap": {"host": "imap.xn--mller-kva.example", "port": 10143,
                 "security": "starttls", "auth": "CRAM-MD5"},
        "smtp": {"host": "2001:db8::25", "port": 10465, "security": "tls"}}
    told, went = run(world.profile(box, variant, "evolution", "--user",
                                   user, name=name, settings=settings),
                     box.address)
    tap.same(told.get("mail", {}).get("Authentication"),
             {"host": "imap.xn--mller-kva.example", "port": 10143,
              "user": user, "method": "CRAM-MD5"}, "odd values: incoming",
             went)
    tap.same(told.get("smtp", {}).get("Authentication"),
             {"host": "2001:db8::25", "port": 10465, "user": user,
              "method": "PLAIN"}, "odd values: outgoing", went)
    tap.same(told.get("identity", {}).get("Mail Identity"),
             {"address": box.address, "name": name}, "odd values: identity")
    tap.same([told.get(k, {}).get("Security", {}).get("method")
              for k in ("mail", "smtp")],
             ["starttls-on-standard-port", "ssl-on-alternate-port"],
             "odd values: security")
    tap.same(told.get("smtp", {}).get("parent"), f"{box.address}.mail",
             "the sources know each other")


for kind in realclients.SECURITIES:
    test_imap(kind)
test_pop3("tls", "14", "deleted-after", ["Neu"])
test_pop3("starttls", "at-once", "deleted-at-once", [])
test_pop3("tls", "never", "kept", ["Alt", "Neu"])
test_odd()
world.end()
