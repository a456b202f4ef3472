#!/usr/bin/env python3
"""Files that work: s-nail and aerc read and send with Dovecot and Postfix.

Each runs with its profile as it was written; odd user names, which Dovecot
does not take, go to a server of our own.
"""

import os
import re
import shutil
import sys

import realclients
from realclients import Variant, variants

sys.path.insert(0, os.path.join(realclients.harness.ROOT, "tests/clients"))

import clients                                          # noqa: E402

world = realclients.begin("s-nail", "aerc", "openssl")
tap = world.tap
NAME = "Jane \"JD\" <Doe> & 'S\u00f6hne', $HOME \\ #1 ;x %(source)s `x`"
# aerc itself changes quotes and backslashes in names.
AERC_NAME = "S\u00f6hne, Jane; #1 `x` %(source)s"


def sender(message):
    """The name that a message was sent under."""
    return message and message.mail["From"].addresses[0].display_name


def s_nail(path, *arguments, home=None, text=""):
    return world.client(["s-nail", "-n", *arguments], home,
                        env={"MAILRC": path, "DEAD": "/dev/null"}, text=text)


def test_s_nail():
    for variant in variants("imap", "pop3"):
        for options in ((), ("--with-password",)):
            box = world.box()
            box.deliver("Eins", text="Text von Eins.\n")
            path = world.profile(box, variant, "s-nail", *options, name=NAME)
            run = s_nail(path, "-A", box.address, text="type 1\nq\n")
            way = "password in the file" if options else "keyring"
            tap.ok("Eins" in run.out and "Text von Eins." in run.out,
                   f"s-nail, {variant}, {way}", run)
            if not options:
                world.result("s-nail", variant, "fetched",
                             "Text von Eins." in run.out, run)
                world.result("s-nail", variant, "kept",
                             box.subjects() == ["Eins"])
            run = s_nail(path, "-A", box.address, "-s", "Gruss", box.address,
                         text="Moin.\n")
            good = run.status == 0 and box.sent("Gruss")
            tap.same(sender(good), NAME, f"s-nail, {variant}, {way}: name",
                     run)
            world.result("s-nail", Variant("smtp", variant.security), "sent",
                         good, run)
            if variant.protocol == "imap":
                world.result("s-nail", variant, "sent-filed",
                             box.sent("Gruss", "Sent"), run)


def start_aerc(path):
    home = world.folder()
    os.makedirs(f"{home}/.config/aerc")
    shutil.copy(path, f"{home}/.config/aerc/accounts.conf")
    return world.terminal(["aerc"], home, {
        "TERM": "xterm", "EDITOR": "true", "PAGER": "cat",
        "XDG_RUNTIME_DIR": home})


def test_aerc():
    for variant in variants("imap"):
        box = world.box()
        box.deliver("Eins", text="Text von Eins.\n")
        box.deliver("Alt", folder="Sent")
        path = world.profile(box, variant, "aerc", name=AERC_NAME)
        with start_aerc(path) as screen:
            seen = screen.expect("Eins")
            screen.send("\r")
            world.result("aerc", variant, "fetched",
                         seen and screen.expect(r"Text\s*von\s*Eins"), screen)
            screen.send("q")
            screen.send(f":compose -H 'Subject: Gruss' "
                        f"-H 'To: {box.address}'\r")
            screen.expect(r"Send\s*this\s*email")
            # It may not listen yet.
            realclients.wait(lambda: screen.send("y") or screen.read(0.1) and
                             box.sent("Gruss", seconds=2))
            world.result("aerc", Variant("smtp", variant.security), "sent",
                         box.sent("Gruss"), screen)
            tap.same(sender(box.sent("Gruss")), AERC_NAME,
                     "aerc: the name")
            world.result("aerc", variant, "sent-filed",
                         box.sent("Gruss", "Sent"), screen)
        world.result("aerc", variant, "kept", "Eins" in box.subjects())


class Imap(clients.Imap):
    """Understands literals (RFC 3501 section 4.3); the inbox is empty."""

    def line(self):
        text = super().line()
        while found := re.search(r"\{(\d+)\}$", text):
            self.say("+ go on")
            value = self.file.read(int(found.group(1))).decode()
            value = re.sub(r'(["\\])', r"\\\1", value)
            text = f'{text[:found.start()]}"{value}"{super().line()}'
        return text

    def command(self, tag, rest):
        if rest.split(" ")[0].upper() in ("SELECT", "EXAMINE"):
            self.say("* FLAGS (\\Seen)")
            self.say("* 0 EXISTS")
            self.say("* 0 RECENT")
            self.say("* OK [UIDVALIDITY 1] fine")
        return super().command(tag, rest)


def log_in(fmt, path, server):
    if fmt == "s-nail":
        return s_nail(path, "-A", "jane@hafen.test", text="x\n")
    with start_aerc(path) as screen:
        realclients.wait(lambda: not screen.read(0.1) or
                         "password" in server.seen)
        return screen


def test_odd(certificates):
    """User name and password arrive as they are, whatever is in them."""
    home = world.folder()
    odd = clients.ODD_USER + " %(from)s %"
    for number, (fmt, user, password) in enumerate((
            (f, u, p) for f in ("s-nail", "aerc") for u, p in (
                (odd, realclients.servers.BOX_PASSWORD),
                (" jane ", "\"x\\ $x`id`'%(from)s;# %"),
                ("j" * 200, "p" * 200)))):
        with open(f"{home}/{number} it's", "w", encoding="utf-8") as out:
            out.write(password + "\n")
        command = f"cat \"{home}/{number} it's\" | sed 's/\\(.\\)/\\1/' # x"
        for options in (("--with-password",),
                        ("--password-command", command)):
            server = Imap(certificates)
            box = realclients.Box(world, realclients.servers.DOMAINS[0],
                                  "jane", password)
            path = world.profile(
                box, Variant("imap", "tls"), fmt, "--user", user, *options,
                settings=clients.service("imap", server.port))
            run = log_in(fmt, path, server)
            tap.same((server.seen.get("user"), server.seen.get("password")),
                     (user, password), f"{fmt}, {options[0]}: {user}", run)
            server.close()


test_s_nail()
test_aerc()
pair = clients.certificate(world.scratch)
world.trust(pair[0])
test_odd(pair)
world.end()
