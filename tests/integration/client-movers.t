#!/usr/bin/env python3
"""Files that work: the programs that move mail between server and disk.

Each runs with its profile as it was written, against Dovecot and Postfix;
odd user names, which Dovecot does not take, against a server of our own.
"""

import os
import sys

import movers
import realclients
from realclients import variants

sys.path.insert(0, os.path.join(realclients.harness.ROOT, "tests/clients"))

import clients                                          # noqa: E402

world = realclients.begin(*movers.PROGRAMS, "openssl")
tap = world.tap
KEYRING, PASSWORD = (), ("--with-password",)


def fetched(folder):
    """The subjects of all messages in Maildirs below a folder."""
    found = []
    for path, folders, _ in os.walk(folder):
        if "cur" in folders:
            found += [m.subject for m in realclients.read_maildir(path)]
    return sorted(found)


def test_sends(options, name):
    for variant in variants("smtp"):
        box = world.box()
        path = world.profile(box, variant, "msmtp", *options)
        run = movers.send(world, path, box, "Gruss")
        tap.same(run.status, 0, f"msmtp, {variant}, {name}", run)
        world.result("msmtp", variant, "sent", box.sent("Gruss"), run)
        tap.same([p for p, _ in box.logins()], ["smtp"],
                 f"msmtp, {variant}, {name}: one login")


def test_imap(fmt, securities, options, ascii_only=False):
    """All mail comes, all stays; a second time nothing comes twice."""
    for variant in variants("imap", securities=securities):
        box, home = world.box(ascii_only=ascii_only), world.folder()
        box.deliver("Eins")
        box.deliver("Zwei")
        path = world.profile(box, variant, fmt, *options)
        run = movers.RUN[fmt](world, path, home)
        world.result(fmt, variant, "fetched",
                     fetched(home) == ["Eins", "Zwei"], run)
        box.deliver("Drei")
        run = movers.RUN[fmt](world, path, home)
        tap.same(fetched(home), ["Drei", "Eins", "Zwei"],
                 f"{fmt}, {variant}: new mail only", run)
        world.result(fmt, variant, "kept",
                     box.subjects() == ["Drei", "Eins", "Zwei"], run)


def test_pop3(fmt, securities, options):
    for variant in variants("pop3", securities=securities):
        for choice, what, left in (
                ("at-once", "deleted-at-once", []),
                ("never", "kept", ["Drei", "Eins", "Zwei"])):
            box, home = world.box(), world.folder()
            box.deliver("Eins", age_days=40)
            box.deliver("Zwei")
            path = world.profile(box, variant, fmt, "--pop-delete", choice,
                                 *options)
            run = movers.RUN[fmt](world, path, home)
            world.result(fmt, variant, "fetched",
                         fetched(home) == ["Eins", "Zwei"], run)
            box.deliver("Drei")
            run = movers.RUN[fmt](world, path, home)
            tap.same(fetched(home), ["Drei", "Eins", "Zwei"],
                     f"{fmt}, {variant}: new mail only", run)
            world.result(fmt, variant, what, box.subjects() == left,
                         f"{box.subjects()}\n{run}")


def test_getmail_days():
    """getmail notes when it fetched: the notes are made older."""
    variant = realclients.Variant("pop3", "tls")
    box, home = world.box(), world.folder()
    box.deliver("Eins")
    path = world.profile(box, variant, "getmail", "--pop-delete", "14")
    movers.getmail(world, path, home)
    folder = f"{home}/.config/getmail"
    notes = [n for n in os.listdir(folder) if n.startswith("oldmail")]

    def age(days):
        with open(f"{folder}/{notes[0]}", encoding="utf-8") as text:
            lines = [x.split("\0") for x in text.read().splitlines()]
        with open(f"{folder}/{notes[0]}", "w", encoding="utf-8") as out:
            out.writelines(f"{uid}\0{int(when) - days * realclients.DAY}\n"
                           for uid, when in lines)

    age(13)
    run = movers.getmail(world, path, home)
    tap.same(box.subjects(), ["Eins"], "getmail: kept for 13 days", run)
    age(2)
    run = movers.getmail(world, path, home)
    world.result("getmail", variant, "deleted-after",
                 box.subjects() == [] and fetched(home) == ["Eins"], run)


def test_refused():
    """What a format cannot say safely is said, not written."""
    for fmt, protocol, choice, reason in (
            ("getmail", "imap", None, "cannot use STARTTLS for IMAP"),
            ("getmail", "pop3", None, "cannot use STARTTLS for POP3"),
            ("offlineimap", "imap", None, "cannot use STARTTLS for IMAP"),
            ("offlineimap", "pop3", None, "cannot fetch mail by POP3"),
            ("mpop", "imap", None, "cannot fetch mail by IMAP"),
            ("mpop", "pop3", "30", "delete mail after some days"),
            ("fetchmail", "pop3", "30", "delete mail after some days")):
        variant = realclients.Variant(protocol, "starttls")
        box = realclients.Box(world, realclients.servers.DOMAINS[0], "box1",
                              "")
        more = ["--pop-delete", choice] if choice else []
        run = world.try_profile(box, variant, fmt, *more)
        tap.ok(run.status == 2 and reason in run.err and run.out == "",
               f"{fmt}: {reason}", run)


class Pop3(clients.Server):
    """Takes any user name; the mailbox is empty."""

    def talk(self):
        self.say("+OK ready")
        for _ in range(30):
            name, _, rest = self.line().partition(" ")
            name = name.upper()
            if name == "CAPA":
                self.say("+OK")
                for word in ("USER", "UIDL") + (
                        () if self.secure else ("STLS",)):
                    self.say(word)
                self.say(".")
            elif name == "STLS":
                self.say("+OK begin")
                self.upgrade()
            elif name in ("UIDL", "LIST"):
                self.say("+OK\r\n.")
            elif name == "STAT":
                self.say("+OK 0 0")
            elif name in ("", "QUIT"):
                self.say("+OK bye")
                return
            else:
                if name == "USER":
                    self.seen["user"] = rest
                if name == "PASS":
                    self.seen["password"] = rest
                self.say("+OK")


class Imap(clients.Imap):
    """With an inbox that is empty."""

    def command(self, tag, rest):
        if rest.split(" ")[0].upper() in ("SELECT", "EXAMINE"):
            self.say("* 0 EXISTS")
            self.say("* OK [UIDVALIDITY 1] fine")
        return super().command(tag, rest)


def test_odd(certificates):
    """User name and password arrive as they are, whatever is in them."""
    odd, secret = clients.ODD_USER, realclients.servers.BOX_PASSWORD
    for fmt, kind, user, password in (
            ("mpop", Pop3, odd, secret), ("getmail", Pop3, odd, secret),
            ("fetchmail", Pop3, odd, secret),
            ("fetchmail", Imap, odd, secret),
            ("fetchmail", Pop3, " jane ", " x\\41 "),
            ("getmail", Imap, "o'doe;#1$b`id`", "se\"c #r\\et;x%y$z'"),
            ("offlineimap", Imap, odd + " %s", secret + "%"),
            ("offlineimap", Imap, " jane ", " x\"\\y ")):
        server = kind(certificates)
        protocol = "imap" if kind is Imap else "pop3"
        box = realclients.Box(world, realclients.servers.DOMAINS[0], "jane",
                              password)
        path = world.profile(
            box, realclients.Variant(protocol, "tls"), fmt, "--user", user,
            *PASSWORD, settings=clients.service(protocol, server.port))
        run = movers.RUN[fmt](world, path, world.folder())
        name = f"{fmt}, {protocol}, {user}"
        tap.same(server.seen.get("user"), user, f"{name}: user", run)
        tap.same(server.seen.get("password"), password, f"{name}: password",
                 run)
        server.close()


test_sends(KEYRING, "keyring")
test_sends(PASSWORD, "password in the file")
test_imap("mbsync", ("tls", "starttls"), KEYRING)
test_imap("getmail", ("tls",), KEYRING, ascii_only=True)
test_imap("fetchmail", ("tls", "starttls"), PASSWORD)
test_imap("offlineimap", ("tls",), KEYRING)
test_pop3("mpop", ("tls", "starttls"), KEYRING)
test_pop3("getmail", ("tls",), KEYRING)
test_pop3("fetchmail", ("tls", "starttls"), PASSWORD)
test_getmail_days()
test_refused()
pair = clients.certificate(world.scratch)
world.trust(pair[0])
test_odd(pair)
world.end()
