#!/usr/bin/env python3
"""Files that are safe: no program gives the password to the wrong server.

The profile names a server that offers no TLS, or shows a certificate it must
not accept; each would take the password.  Where a profile cannot be written
so that its program notices, there is none (client-movers.t).
"""

import os
import shutil
import subprocess

import movers
import realclients

world = realclients.begin(*movers.PROGRAMS)
tap = world.tap


def try_format(fmt, protocols, securities, *options):
    for box, variant, why in world.traps(*protocols, securities=securities):
        path = world.profile(box, variant, fmt, *options)

        def run():
            if fmt == "msmtp":
                return movers.send(world, path, box, "Nie")
            return movers.RUN[fmt](world, path, world.folder())

        world.trapped(fmt, box, variant, why, run)


def try_imapsync():
    """Not imapsync itself, but its library with the options it is given."""
    stand_in = f"{world.path('tools')}/imapsync"
    shutil.copy(f"{realclients.harness.HERE}/imapsync.pl", stand_in)
    os.chmod(stand_in, 0o755)

    def run(box, variant):
        path = world.profile(box, variant, "imapsync")
        return world.client(["sh", path, "old.test", "old", "/dev/null"])

    for variant in realclients.variants("imap"):
        box = world.box()
        said = run(box, variant)
        tap.ok(said.status == 0 and len(box.logins()) == 1,
               f"imapsync's library, {variant}: logs in", said)
    for box, variant, why in world.traps("imap"):
        world.trapped("imapsync", box, variant, why,
                      lambda: run(box, variant))


both, tls = realclients.SECURITIES, ("tls",)
try_format("msmtp", ["smtp"], both)
try_format("mbsync", ["imap"], both)
try_format("mpop", ["pop3"], both)
try_format("fetchmail", ["imap", "pop3"], both, "--with-password")
try_format("getmail", ["imap", "pop3"], tls)
try_format("offlineimap", ["imap"], tls)

if subprocess.run(["perl", "-MMail::IMAPClient", "-MIO::Socket::SSL",
                   "-e1"], capture_output=True, check=False).returncode == 0:
    try_imapsync()
else:
    tap.note("NOT TESTED: imapsync, without its libraries")

# The traps are real: OfflineIMAP with STARTTLS would step into all three.
variant = realclients.Variant("imap", "tls")
for box, trap, why in world.traps("imap", securities=("starttls",)):
    path = world.profile(box, variant, "offlineimap")
    with open(path, encoding="utf-8") as text:
        words = text.read()
    with open(path, "w", encoding="utf-8") as out:
        out.write(words.replace("ssl = yes", "ssl = no\nstarttls = yes")
                  .replace("remoteport = 993", "remoteport = 143"))
    before = len(box.logins())
    in_time = len(world.slow)
    for _ in range(10):  # its threads get into each other's way
        run = movers.offlineimap(world, path, world.folder(), 6)
        del world.slow[in_time:]
        if len(box.logins()) > before:
            break
        print(f"# once more, as OfflineIMAP did not log in: {why}")
    tap.ok(len(box.logins()) > before, f"a trap: {why}", run)
world.end()
