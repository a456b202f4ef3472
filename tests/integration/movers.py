"""How the programs that move mail are run with a profile of theirs."""

import os
import re
import shutil

import realclients

PROGRAMS = ("msmtp", "mbsync", "mpop", "getmail", "fetchmail", "offlineimap")


def send(world, path, box, subject):
    """A message of the box to itself, by msmtp."""
    return world.client(
        ["msmtp", "-C", path, "-t"],
        text=f"From: {box.address}\nTo: {box.address}\n"
             f"Subject: {subject}\n\nMoin.\n")


def make_folders(world, path, home):
    """As the comment in the profile tells the user."""
    with open(path, encoding="utf-8") as text:
        command = re.search("^# (mkdir .*)$", text.read(), re.M).group(1)
    world.client(["sh", "-c", command], home)


def mbsync(world, path, home):
    make_folders(world, path, home)
    return world.client(["mbsync", "-c", path, "-a"], home)


def mpop(world, path, home):
    make_folders(world, path, home)
    return world.client(["mpop", "-C", path], home)


def getmail(world, path, home):
    folder = f"{home}/.config/getmail"
    os.makedirs(folder, exist_ok=True)
    shutil.copy(path, f"{folder}/getmailrc")
    make_folders(world, path, home)
    # It delivers nothing as root.
    return world.client(["getmail"], home, user="nobody")


def fetchmail(world, path, home):
    """Into a Maildir, as there is no mail system to take mail here; root's
    own file of the process would be shared by all runs of the tests."""
    shutil.copy(path, f"{home}/.fetchmailrc")
    for name in ("cur", "new", "tmp"):
        os.makedirs(f"{home}/Mail/{name}", exist_ok=True)
    return world.client(
        ["fetchmail", "--nosyslog", "--pidfile", f"{home}/.pid", "-m",
         f"sh -c 'cat >$(mktemp {home}/Mail/new/XXXXXXXX)'"], home)


def offlineimap(world, path, home, timeout=realclients.PATIENCE):
    shutil.copy(path, f"{home}/.offlineimaprc")
    make_folders(world, path, home)
    return world.client(["offlineimap", "-o", "-u", "basic"], home, timeout)


RUN = {"mbsync": mbsync, "mpop": mpop, "getmail": getmail,
       "fetchmail": fetchmail, "offlineimap": offlineimap}
