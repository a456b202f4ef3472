#!/usr/bin/env python3
"""Claws Mail and Sylpheed, on a screen nobody sees, with the files as written.

Both take commands from a second start of themselves, so that they fetch,
open, send and exit without a person.
"""

import os
import re
import shutil
import stat

import realclients
from realclients import Variant, wait

world = realclients.begin("claws-mail", "sylpheed", "Xvfb",
                          "dbus-run-session")
tap = world.tap
FOLDERS = {"claws": ".claws-mail", "sylpheed": ".sylpheed-2.0"}
OPEN = {"claws": "--select", "sylpheed": "--open"}
# Each program asks the world for a newer version unless told otherwise.
SYLPHEEDRC = "[Common]\nauto_update_check=0\n"
# What a message in the queue says of itself, for the program only.
QUEUED = {
    "claws": "S:{address}\nSSV:smtp.hafen.test\nR:<{address}>\nMAID:1\n"
             "SCF:{folder}\n"
             "X-Claws-End-Special-Headers: 1\n",
    "sylpheed": "S:{address}\nSSV:smtp.hafen.test\nR:<{address}>\nAID:1\n\n",
}
MESSAGE = """From: Jane Doe <{address}>
To: {address}
Subject: Gruss
Date: Mon, 02 Nov 2026 08:00:00 +0000
Message-ID: <gruss@hafen.test>
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8

Moin.
"""
# Runs a program, and again for every line of the file "commands", with that
# as its arguments.
DRIVER = """
"$@" & first=$!
while read -r line && kill -0 $first; do
	eval "\"\$@\" $line"
done <commands
wait $first
"""


def install(fmt, path, home):
    """As the comment in the profile tells the user."""
    folder = f"{home}/{FOLDERS[fmt]}"
    os.mkdir(folder)
    for name in os.listdir(path):
        shutil.copy(f"{path}/{name}", f"{folder}/{name.rpartition('-')[2]}")
    if fmt == "sylpheed":
        with open(f"{folder}/sylpheedrc", "w", encoding="ascii") as out:
            out.write(SYLPHEEDRC)
    with open(f"{folder}/accountrc", encoding="utf-8") as text:
        command = re.search("^# cd && (mkdir .*)$", text.read(), re.M)
    for name in command.group(1).split()[2:]:
        os.makedirs(f"{home}/{name}")


class App:
    """One of the programs, with one account."""

    def __init__(self, fmt, variant, *options, choice=None, checked=False,
                 **more):
        self.fmt, self.variant, self.choice = fmt, variant, choice
        self.box = world.box()
        self.home = world.folder()
        self.process = None
        if choice:
            options += ("--pop-delete", choice)
        if fmt == "sylpheed":
            options += ("--with-password",)
        install(fmt, self.check(options) if checked else world.profile(
            self.box, variant, fmt, *options, **more), self.home)
        os.mkfifo(f"{self.home}/commands")
        self.pipe = os.open(f"{self.home}/commands", os.O_RDWR)

    def check(self, options):
        """The profile of a check, which knows the folders as well."""
        out = f"{self.home}/profile"
        run = world.run("check", self.box.address, "--write", "--for",
                        self.fmt, "--out", out, *options,
                        password=self.box.password)
        tap.same(run.status, 0, f"{self}: check", run)
        return out

    def __str__(self):
        return f"{self.fmt}, {self.variant}"

    def log(self):
        with open(f"{self.home}/log", encoding="utf-8",
                  errors="replace") as log:
            return log.read()[-800:]

    def start(self, desk):
        for path in self.sockets():
            os.remove(path)
        if self.fmt == "claws":
            self.type_password()
        program = ["claws-mail"] if self.fmt == "claws" else \
            ["sylpheed", "--instance-id", self.box.local]
        self.process = desk.start(
            ["sh", "-c", DRIVER, "sh", *program], self.home,
            {"TMPDIR": self.home}, f"{self.home}/log")

    def type_password(self):
        """Claws Mail asks for it; it takes it from the file as well."""
        with open(f"{self.home}/.claws-mail/accountrc", "a",
                  encoding="utf-8") as out:
            for key in ("password", "smtp_password"):
                out.write(f"{key}={self.box.password}\n")

    def sockets(self):
        """By which it listens to further starts."""
        return [f"{path}/{name}" for path, _, names in os.walk(self.home)
                for name in names
                if stat.S_ISSOCK(os.lstat(f"{path}/{name}").st_mode)]

    def command(self, *words):
        os.write(self.pipe, f"{' '.join(words)}\n".encode())

    def logged_in(self):
        return f"Login: user=<{self.box.user}>" in \
            world.dovecot_log(self.box.domain)

    def sessions(self):
        """How many POP3 sessions came to their end."""
        return len(re.findall(
            rf"pop3\({re.escape(self.box.user)}\).*Logged out",
            world.dovecot_log(self.box.domain)))

    def settings(self):
        """The account as the program wrote it anew."""
        with open(f"{self.home}/{FOLDERS[self.fmt]}/accountrc",
                  encoding="utf-8") as text:
            return dict(line.split("=", 1) for line in
                        text.read().split("\n") if "=" in line)

    def queue(self):
        """Puts a message where what waits to be sent lies."""
        folder = self.settings().get("sent_folder", "")
        with open(f"{self.home}/Mail/queue/1", "w", encoding="ascii") as out:
            out.write((QUEUED[self.fmt] + MESSAGE).format(
                address=self.box.address, folder=folder))

    def fetched(self):
        """The subjects of the messages that are on this computer."""
        found = []
        for path, _, names in os.walk(self.home):
            if "Mail/inbox" in path or "imapcache" in path:
                for name in names:
                    if name.isdigit():
                        with open(f"{path}/{name}", encoding="utf-8") as text:
                            found += re.findall("^Subject: (.*)$",
                                                text.read(), re.M)
        return sorted(found)

    def age(self, days):
        """Makes what it noted of POP3 messages older."""
        for path, _, names in os.walk(
                f"{self.home}/{FOLDERS[self.fmt]}/uidl"):
            for name in names:
                with open(f"{path}/{name}", encoding="utf-8") as text:
                    old = text.read()
                with open(f"{path}/{name}", "w", encoding="utf-8") as out:
                    out.write(re.sub(
                        r"\b1\d{9}\b", lambda when: str(
                            int(when.group()) - days * realclients.DAY), old))


def start_all(desk, apps):
    for app in apps:
        app.start(desk)
    for app in apps:
        wait(app.sockets)


def has_ended(app):
    """Claws Mail does not end while it fetches: it has to be asked again."""
    app.command("--exit")
    return wait(lambda: app.process.poll() is not None, 1)


def exit_all(apps):
    for app in apps:
        app.command("--exit")
    for app in apps:
        tap.ok(wait(lambda: has_ended(app)), f"{app}: it ends", app.log())


def receive_all(apps):
    for app in apps:
        app.command("--receive-all")
    for app in apps:
        if app.variant.protocol == "imap":
            # The headers come with the first login, the rest when asked for.
            wait(app.logged_in)
            app.command(OPEN[app.fmt], f"'#imap/{app.box.address}/INBOX/1'")


def check_settings(app):
    """They write all of their settings when they end."""
    got = app.settings()
    imap = app.variant.protocol == "imap"
    tap.same([got.get("account_name"), got.get("protocol"),
              got.get("remove_mail"), got.get("message_leave_time")],
             [app.box.address, {"claws": "1", "sylpheed": "3"}[app.fmt]
              if imap else "0", "0" if app.choice == "never" else "1",
              "14" if app.choice == "14" else "7" if imap else "0"],
             f"{app}: what it wrote anew", got)


def test_mail(desk):
    """Mail comes and goes, and POP3 deletes as it was told."""
    apps = []
    for fmt in FOLDERS:
        for security in realclients.SECURITIES:
            apps.append(App(fmt, Variant("imap", security)))
        for security, choice in (("tls", "14"), ("starttls", "at-once"),
                                 ("tls", "never")):
            apps.append(App(fmt, Variant("pop3", security), choice=choice))
    filed = [App(fmt, Variant("imap", "tls"), checked=True)
             for fmt in FOLDERS]
    apps += filed
    for app in apps:
        app.box.deliver("Eins")
        app.queue()
    start_all(desk, apps)
    receive_all(apps)
    for app in apps:
        good = wait(lambda: app.fetched() == ["Eins"])
        world.result(app.fmt, app.variant, "fetched", good, app.log())
        app.command("--send")
    for app in apps:
        world.result(app.fmt, app.variant, "sent", app.box.sent("Gruss"),
                     app.log())
    for app in filed:
        world.result(app.fmt, app.variant, "sent-filed",
                     app.box.sent("Gruss", "Sent"), app.log())
    exit_all(apps)
    for app in apps:
        check_settings(app)
        if app.choice == "at-once":
            world.result(app.fmt, app.variant, "deleted-at-once",
                         app.box.gone("Eins"), app.box.subjects())
    return [app for app in apps if app.choice in ("14", "never")]


def test_days(desk, apps):
    """The same messages, a day before and a day behind the limit."""
    for days, left in ((13, True), (2, False)):
        for app in apps:
            app.age(days)
        start_all(desk, apps)
        receive_all(apps)
        for app in apps:
            # What was sent meanwhile is new.
            wait(lambda: app.sessions() > (1 if left else 2))
            here = "Eins" in app.box.subjects()
            if left or app.choice == "never":
                world.result(app.fmt, app.variant, "kept", here, app.log())
            else:
                world.result(app.fmt, app.variant, "deleted-after",
                             app.box.gone("Eins"), app.log())
        exit_all(apps)


def test_odd(desk):
    """Values that need escaping elsewhere: the programs write them anew."""
    name = "Jäne \"JD\" <D\\o> ; # [x] %s $y = ü"
    user = " DOM\\jane o'\"doe\"; #1 $b %s = ü "
    apps = [App(fmt, Variant(protocol, "tls"), "--user", user, name=name)
            for fmt in FOLDERS for protocol in ("imap", "pop3")]
    start_all(desk, apps)
    exit_all(apps)
    for app in apps:
        got = app.settings()
        tap.same([got.get("name"), got.get("user_id"),
                  got.get("smtp_user_id")], [name, user, user],
                 f"{app}: odd values")


def main():
    with world.desktop() as desk:
        apps = test_mail(desk)
        test_days(desk, apps)
        test_odd(desk)


main()
world.end()
