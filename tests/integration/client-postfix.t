#!/usr/bin/env python3
"""Files that work: a Postfix that sends all mail through the provider.

It runs with its lines of the profile behind a few of its own, in a place
that looks like /etc/postfix to it.
"""

import os
import shutil
import subprocess

import realclients
from realclients import variants

import postfix

world = realclients.begin("postmap", "sendmail")
tap = world.tap

OWN = """\
compatibility_level = 3.6
queue_directory = {dir}/spool
data_directory = {dir}/data
meta_directory = {dir}/etc
maillog_file_prefixes = {dir}
maillog_file = {dir}/log
myhostname = relay.hafen.test
mydestination =
inet_interfaces = loopback-only
inet_protocols = ipv4
alias_maps =
smtp_host_lookup = native
"""
SERVICES = postfix.SERVICES + """\
pickup    unix  n       -       n       60      1       pickup
smtp      unix  -       -       n       -       -       smtp
"""
# Ends when the message has left, or could not.
SEND = """
mount --bind "$1/etc" /etc/postfix || exit 1
master=/usr/lib/postfix/sbin/master
$master -d &
for i in 1 2 3 4 5 6 7 8 9 10; do
	$master -t || break
	sleep 0.2
done
sendmail -f "$2" "$2" || exit 1
for i in $(seq 100); do
	grep -s status= "$1/log" && exit 0
	sleep 0.1
done
cat "$1/log"
exit 1
"""


def relay(profile, box, subject):
    folder = world.folder("relay")
    os.chmod(folder, 0o755)
    postfix.make_folders(folder)
    with open(f"{folder}/etc/main.cf", "w", encoding="utf-8") as out:
        out.write(OWN.format(dir=folder))
        with open(f"{profile}/{box.address}.main.cf",
                  encoding="utf-8") as text:
            out.write(text.read())
    with open(f"{folder}/etc/master.cf", "w", encoding="ascii") as out:
        out.write(SERVICES)
    shutil.copy(f"{profile}/{box.address}.sasl_passwd",
                f"{folder}/etc/sasl_passwd")
    postfix.make_old(f"{folder}/etc", "main.cf", "master.cf", "sasl_passwd")
    shutil.copy("/etc/postfix/dynamicmaps.cf", f"{folder}/etc")
    return world.client(
        ["sh", "-c", SEND, "sh", folder, box.address], timeout=40,
        text=f"From: {box.address}\nTo: {box.address}\n"
             f"Subject: {subject}\n\nMoin.\n"), folder


def test_sends():
    for variant in variants("smtp"):
        box = world.box()
        path = world.profile(box, variant, "postfix", "--with-password")
        run, folder = relay(path, box, "Gruss")
        world.result("postfix", variant, "sent", box.sent("Gruss"), run)
        tap.has(run.out, "status=sent", f"postfix, {variant}: in its log")
        tap.same([p for p, _ in box.logins()], ["smtp"],
                 f"postfix, {variant}: one login")
        run = world.client(["postconf", "-c", f"{folder}/etc", "-n"])
        tap.ok(run.status == 0 and "unused parameter" not in run.err and
               "smtp_tls_security_level = secure" in run.out,
               f"postfix, {variant}: every name is known", run)


def test_not_fooled():
    for box, variant, why in world.traps("smtp"):
        path = world.profile(box, variant, "postfix", "--with-password")
        world.trapped("postfix", box, variant, why,
                      lambda: relay(path, box, "Nie")[0])


def test_no_password():
    """The line waits for the password, and does not work before."""
    box = world.box()
    path = world.profile(box, realclients.Variant("smtp", "starttls"),
                         "postfix")
    with open(f"{path}/{box.address}.sasl_passwd", encoding="utf-8") as text:
        tap.has(text.read(),
                f"\n#[smtp.hafen.test]:587 {box.user}:PASSWORD\n",
                "postfix: the line of the password is a comment")


def test_odd():
    """The map gives back what went in."""
    for user, password in (
            ("DOM\\jane o'\"doe\"; #1 $b `id` ü", box_password()),
            ("jane", " x:y "[:-1]), ("#jane", "{$x}"), ("j" * 200, "#")):
        box = realclients.Box(world, realclients.servers.DOMAINS[0], "jane",
                              password)
        path = world.profile(box, realclients.Variant("smtp", "tls"),
                             "postfix", "--with-password", "--user", user)
        postfix.make_old(path, f"{box.address}.sasl_passwd")
        key = "[smtp.hafen.test]:465"
        got = subprocess.run(
            ["postmap", "-q", key,
             f"texthash:{path}/{box.address}.sasl_passwd"],
            capture_output=True, text=True, timeout=30, check=False)
        tap.same(got.stdout, f"{user}:{password}\n",
                 f"postfix: {user[:30]} is read as it is", got.stderr)


def box_password():
    return realclients.servers.BOX_PASSWORD


test_sends()
test_not_fooled()
test_no_password()
test_odd()
world.end()
