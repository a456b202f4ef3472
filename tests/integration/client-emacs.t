#!/usr/bin/env python3
"""Files that work: Emacs reads and sends with Dovecot and Postfix.

It loads its profile as it was written, without a terminal.
"""

import os
import re

import realclients
from realclients import Variant, variants

world = realclients.begin("emacs")
tap = world.tap
# Emacs itself puts backslashes into names with quotes.
NAME = "S\u00f6hne, Jane"
ODD = "Jane \"JD\" <Doe> & 'S\u00f6hne', $HOME \\ #1 ;x \\n ?"

READ_IMAP = """
(require 'gnus)
(require 'nnimap)
(let* ((method (car gnus-secondary-select-methods))
       (label (nth 1 method)))
  (nnheader-init-server-buffer)
  (nnimap-open-server label (nthcdr 2 method))
  (nnimap-change-group "INBOX" label)
  (with-temp-buffer
    (nnimap-request-article 1 "INBOX" label (current-buffer))
    (princ (buffer-string)))
  (with-temp-buffer
    (insert "Subject: Kopie\\n\\nMoin.\\n")
    (nnimap-request-accept-article
     (cadr (split-string gnus-message-archive-group ":")) label)))
"""
READ_POP3 = """
(require 'mail-source)
(mail-source-fetch
 (car mail-sources)
 (lambda (file info)
   (princ (with-temp-buffer (insert-file-contents file) (buffer-string)))
   (delete-file file)))
"""
SEND = """
(require 'message)
(message-mail "%s" "Gruss")
(goto-char (point-max))
(insert "Moin.\\n")
(message-send)
"""
TELL = """
(let ((coding-system-for-write 'utf-8))
  (princ user-full-name)
  (terpri)
  (princ smtpmail-smtp-user)
  (terpri)
  (princ (decode-coding-string
    (funcall (plist-get (car (auth-source-search
      :host "pop.hafen.test" :port 995 :user smtpmail-smtp-user)) :secret))
    'utf-8))
  (terpri))
"""


def emacs(path, home, program):
    script = f"{home}/run.el"
    os.makedirs(f"{home}/.emacs.d", exist_ok=True)
    with open(script, "w", encoding="utf-8") as out:
        out.write(program)
    return world.client(["emacs", "-Q", "--batch", "-l", path, "-l", script],
                        home)


def test_imap():
    for variant in variants("imap"):
        # Gnus takes no quotes in a password by IMAP.
        box, home = world.box(ascii_only=True), world.folder()
        box.deliver("Eins", text="Text von Eins.\n")
        box.deliver("Alt", folder="Sent")
        path = world.profile(box, variant, "emacs", name=NAME)
        run = emacs(path, home, READ_IMAP)
        world.result("emacs", variant, "fetched",
                     "Text von Eins." in run.out, run)
        world.result("emacs", variant, "kept", box.subjects() == ["Eins"])
        world.result("emacs", variant, "sent-filed",
                     box.sent("Kopie", "Sent"), run)


def test_smtp():
    for variant in variants("smtp"):
        box = world.box()
        path = world.profile(box, variant, "emacs", name=NAME)
        run = emacs(path, world.folder(), SEND % box.address)
        sent = box.sent("Gruss")
        world.result("emacs", variant, "sent", sent, run)
        tap.same(sent and sent.mail["From"].addresses[0].display_name, NAME,
                 f"emacs, {variant}: the name")


def test_pop3():
    for variant in variants("pop3"):
        for choice, what, left in (("at-once", "deleted-at-once", []),
                                   ("never", "kept", ["Eins"])):
            box = world.box()
            box.deliver("Eins", text="Text von Eins.\n")
            path = world.profile(box, variant, "emacs", "--pop-delete",
                                 choice)
            run = emacs(path, world.folder(), READ_POP3)
            world.result("emacs", variant, "fetched",
                         "Text von Eins." in run.out, run)
            world.result("emacs", variant, what, box.subjects() == left, run)


def test_days():
    """Emacs notes when it fetched: the notes are made older."""
    variant = Variant("pop3", "tls")
    box, home = world.box(), world.folder()
    box.deliver("Eins", text="Text von Eins.\n")
    path = world.profile(box, variant, "emacs", "--pop-delete", "14")
    emacs(path, home, READ_POP3)
    for days, left in ((13, ["Eins"]), (2, [])):
        with open(f"{home}/.pop3-uidl", encoding="utf-8") as text:
            notes = text.read()
        with open(f"{home}/.pop3-uidl", "w", encoding="utf-8") as out:
            out.write(re.sub(r"\((\d+) (\d+)", lambda m: older(m, days),
                             notes))
        run = emacs(path, home, READ_POP3)
        tap.same(box.subjects(), left, f"emacs: {days} days more",
                 f"{notes}\n{run}")
    world.result("emacs", variant, "deleted-after", box.subjects() == [],
                 run)


def older(match, days):
    """A time of Emacs, which is two numbers of 16 bits, some days ago."""
    when = int(match.group(1)) * 65536 + int(match.group(2))
    when -= days * realclients.DAY
    return f"({when // 65536} {when % 65536}"


def test_odd():
    """Emacs tells what it read."""
    home = world.folder()
    password = realclients.servers.BOX_PASSWORD
    with open(f"{home}/it's", "w", encoding="utf-8") as out:
        out.write(password + "\n")
    box = realclients.Box(world, realclients.servers.DOMAINS[0], "jane", "")
    server = {"security": "tls"}
    for user in ("DOM\\jane o'\"doe\"; #1 $b `id` \u00fc%", " jane ",
                 "j" * 200):
        path = world.profile(
            box, Variant("pop3", "tls"), "emacs", "--user", user,
            "--password-command",
            f"sed \"s/\\\\(.\\\\)/\\\\1/\" {home}/it\\'s # x", name=ODD, settings={
                "pop3": {"host": "pop.hafen.test", "port": 995, **server},
                "smtp": {"host": "smtp.hafen.test", "port": 465, **server}})
        run = emacs(path, home, "(require 'smtpmail)" + TELL)
        tap.same(run.out, f"{ODD}\n{user}\n{password}\n",
                 f"emacs: {user}", run)


test_imap()
test_smtp()
test_pop3()
test_days()
test_odd()
world.end()
