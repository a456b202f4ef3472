#!/usr/bin/env python3
"""Files that work: the programs that move mail between server and disk.

Each runs with its profile as it was written, against Dovecot and Postfix.
"""

import os
import re

import realclients
from realclients import variants

world = realclients.begin("msmtp", "mbsync")
tap = world.tap


def fetched(folder):
    """The subjects of all messages in Maildirs below a folder."""
    found = []
    for path, folders, _ in os.walk(folder):
        if "cur" in folders:
            found += [m.subject for m in realclients.read_maildir(path)]
    return sorted(found)


def test_msmtp():
    for variant in variants("smtp"):
        for option in ("--with-password", None):
            box = world.box()
            path = world.profile(box, variant, "msmtp",
                                 *([option] if option else []))
            run = world.client(["msmtp", "-C", path, "-t"], text=(
                f"From: {box.address}\nTo: {box.address}\n"
                "Subject: Gruss\n\nMoin.\n"))
            way = "password in the file" if option else "keyring"
            tap.same(run.status, 0, f"msmtp, {variant}, {way}", run)
            good = box.sent("Gruss")
            if option is None:
                world.result("msmtp", variant, "sent", good, run)
            tap.same([p for p, _ in box.logins()], ["smtp"],
                     f"msmtp, {variant}: one login")


def test_mbsync():
    for variant in variants("imap"):
        box = world.box()
        box.deliver("Eins")
        box.deliver("Zwei", folder="Sent")
        path = world.profile(box, variant, "mbsync")
        home = world.folder()
        with open(path, encoding="utf-8") as text:
            place = re.search("^Path (.*)$", text.read(), re.M).group(1)
        os.makedirs(place.replace("~", home))
        run = world.client(["mbsync", "-c", path, "-a"], home)
        world.result("mbsync", variant, "fetched",
                     fetched(home) == ["Eins", "Zwei"], run)
        world.result("mbsync", variant, "kept",
                     box.subjects() == ["Eins"], run)


test_msmtp()
test_mbsync()
world.end()
