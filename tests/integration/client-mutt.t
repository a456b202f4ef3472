#!/usr/bin/env python3
"""Files that work: mutt and NeoMutt read and send with Dovecot and Postfix.

Each runs with its profile as it was written, on a terminal or as a filter.
What it reads out of a profile with odd values is what went in.
"""

import os
import re

import realclients
from realclients import Variant, variants

world = realclients.begin("mutt", "neomutt")
tap = world.tap
# Without the pauses after messages.
QUICK = {p: [p, "-e", "set sleep_time=0"] for p in ("mutt", "neomutt")}
ODD_USER = "DOM\\jane o'\"doe\"; #1 $b $HOME ü%"
ODD_NAME = "Jane \"JD\" <Doe> & 'Söhne' $HOME \\ #1"
BACKTICK = "a`id`b"


def send(program, path, box, subject, home=None):
    return world.client([*QUICK[program], "-F", path, "-s", subject, box.address],
                        home, text="Moin.\n")


def test_imap(program):
    for variant in variants("imap"):
        box, home = world.box(), world.folder()
        box.deliver("Eins", text="Text von Eins.\n")
        box.deliver("Alt", folder="Sent")
        path = world.profile(box, variant, program, name=ODD_NAME)
        with world.terminal([*QUICK[program], "-F", path], home,
                            {"TERM": "xterm-256color"}) as screen:
            seen = screen.expect("Eins")
            screen.send("\r")
            world.result(program, variant, "fetched",
                         seen and screen.expect("Text von Eins"), screen)
            screen.send("qq")
            tap.same(screen.finish(), 0, f"{program}, {variant}: ends",
                     screen)
        world.result(program, variant, "kept", box.subjects() == ["Eins"])
        run = send(program, path, box, "Gruss", home)
        sent = run.status == 0 and box.sent("Gruss")
        world.result(program, Variant("smtp", variant.security), "sent",
                     sent, run)
        tap.same(sent and sent.mail["From"].addresses[0].display_name,
                 ODD_NAME, f"{program}, {variant}: the name")
        if program == "mutt":
            world.result(program, variant, "sent-filed",
                         box.sent("Gruss", "Sent"), run)


def make_folder(path, home):
    """As the comment in the profile tells the user."""
    with open(path, encoding="utf-8") as text:
        command = re.search("^# (mkdir .*)$", text.read(), re.M).group(1)
    world.client(["sh", "-c", command], home)


def test_pop3(program):
    for variant in variants("pop3"):
        box, home = world.box(), world.folder()
        box.deliver("Eins")
        path = world.profile(box, variant, program, "--pop-delete",
                             "at-once")
        make_folder(path, home)
        with world.terminal([*QUICK[program], "-F", path], home,
                            {"TERM": "xterm-256color"}) as screen:
            screen.expect("Mutt")
            screen.send("G")
            seen = screen.expect("1 of 1 message")
            screen.send("q")
            screen.finish()
            mail = realclients.read_maildir(
                f"{home}/Mail/{box.address}/INBOX")
            world.result(program, variant, "fetched",
                         seen and [m.subject for m in mail] == ["Eins"],
                         screen)
        world.result(program, variant, "deleted-at-once",
                     box.gone("Eins"), screen)

        box, home = world.box(), world.folder()
        box.deliver("Zwei", text="Text von Zwei.\n")
        path = world.profile(box, variant, program, "--pop-delete", "never")
        make_folder(path, home)
        with world.terminal([*QUICK[program], "-F", path], home,
                            {"TERM": "xterm-256color"}) as screen:
            seen = screen.expect("Zwei")
            screen.send("\r")
            seen = seen and screen.expect("Text von Zwei")
            screen.send("qq")
            screen.finish()
        world.result(program, variant, "kept",
                     seen and box.subjects() == ["Zwei"], screen)


def settings():
    server = {"host": "mail.hafen.test", "security": "tls"}
    return {"imap": {"port": 993, **server}, "smtp": {"port": 465, **server}}


def test_odd(program):
    """The program prints the values that went in."""
    names = ("imap_user", "imap_pass", "smtp_pass", "realname", "smtp_url")
    for user, name, password in (
            (ODD_USER, ODD_NAME, realclients.servers.BOX_PASSWORD),
            (" jane ", " Jane ", " $x`id`\\'\" "),
            ("j" * 200, "ü" * 100, "'" * 60),
            (BACKTICK, BACKTICK, "`")):
        box = realclients.Box(world, realclients.servers.DOMAINS[0], "jane",
                              password)
        path = world.profile(box, Variant("imap", "tls"), program,
                             "--with-password", "--user", user, name=name,
                             settings=settings())
        run = world.client([program, "-F", path, "-D"])
        got = {n.replace("_", ""): re.sub(r"\\(.)", r"\1", value)
               for n, value in re.findall(
                   r'^(?:set )?(\w+) ?= ?"(.*)"$', run.out, re.M)}
        want = dict(zip(names, (user, password, password, name)))
        for key, value in want.items():
            tap.same(got.get(key.replace("_", "")), value,
                     f"{program}: {key} {value}", run.err)
        tap.same(run.err, "", f"{program}: no complaint")


def test_command(program):
    """The shell gets the command that the user gave."""
    home = world.folder()
    os.mkdir(f"{home}/a b")
    with open(f"{home}/a b/it's", "w", encoding="utf-8") as out:
        out.write(realclients.servers.BOX_PASSWORD + "\n")
    box = realclients.Box(world, realclients.servers.DOMAINS[0], "jane", "")
    path = world.profile(
        box, Variant("imap", "tls"), program, "--password-command",
        "x=\"$HOME/a b\"; cat \"$x/it\\'s\" 2>/dev/null || "
        "sed 's/\\(.\\)/\\1/g' \"$x\"/it\\'s",
        "--user", "jane", settings=settings())
    run = world.client([program, "-F", path, "-Q", "imap_pass"], home)
    got = re.search('"(.*)"', run.out)
    tap.same(got and re.sub(r"\\(.)", r"\1", got.group(1)),
             realclients.servers.BOX_PASSWORD, f"{program}: command", run)


for each in QUICK:
    test_imap(each)
    test_pop3(each)
    test_odd(each)
    test_command(each)
world.end()
