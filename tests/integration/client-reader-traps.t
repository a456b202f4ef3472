#!/usr/bin/env python3
"""Files that are safe, too: programs of the terminal that read and send.

As in client-traps.t the server of the profile offers no TLS, or shows a
certificate it must not be trusted with.  Where a program asks the user what
to do, nobody answers.
"""

import os
import shutil

import movers
import realclients

world = realclients.begin("mutt", "neomutt", "s-nail", "aerc")
QUICK = {p: [p, "-e", "set sleep_time=0"] for p in ("mutt", "neomutt")}
# What the programs say when they stop there.
STOPS = r"(?i)\(r\)eject|encrypted|certificate|x509|tls|not supported"


def look(argv, home):
    """Runs a program on a terminal until it says why it stops."""
    with world.terminal(argv, home, {
            "TERM": "xterm", "EDITOR": "true", "PAGER": "cat",
            "XDG_RUNTIME_DIR": home}) as screen:
        screen.expect(STOPS, 10)
    return screen


def aerc(path):
    home = world.folder()
    os.makedirs(f"{home}/.config/aerc")
    shutil.copy(path, f"{home}/.config/aerc/accounts.conf")
    return look(["aerc"], home)


def s_nail(path, box, protocol):
    sends = ["-s", "Nie", box.address] if protocol == "smtp" else []
    return world.client(
        ["s-nail", "-n", "-A", box.address, *sends], text="Moin.\n",
        env={"MAILRC": path, "DEAD": "/dev/null"})


def mutt(program, path, box, protocol):
    if protocol == "smtp":
        return world.client([*QUICK[program], "-F", path, "-s", "Nie",
                             box.address], text="Moin.\n")
    home = world.folder()
    if protocol == "pop3":
        movers.make_folders(world, path, home)
    return look([*QUICK[program], "-F", path], home)


for box, variant, why in world.traps("imap", "pop3", "smtp"):
    # POP3 that stays on the server is read there, at the start.
    more = ["--pop-delete", "never"] if variant.protocol == "pop3" else []
    path = world.profile(box, variant, "s-nail")
    world.trapped("s-nail", box, variant, why,
                  lambda: s_nail(path, box, variant.protocol))
    for each in QUICK:
        path = world.profile(box, variant, each, *more)
        world.trapped(each, box, variant, why,
                      lambda: mutt(each, path, box, variant.protocol))
    if variant.protocol == "imap":
        path = world.profile(box, variant, "aerc")
        world.trapped("aerc", box, variant, why, lambda: aerc(path))
world.end()
