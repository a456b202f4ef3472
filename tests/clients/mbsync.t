#!/usr/bin/env python3
"""The real mbsync reads our profiles, and logs in with what it read."""

import json
import os
import subprocess
import tempfile

from clients import (ODD_USER, SECRET, Imap, Tap, certificate, keyring, need,
                     profile, service)


def run(scratch, certificates, path, *arguments, extra_path=None):
    environment = {"HOME": scratch, "SSL_CERT_FILE": certificates[0],
                   "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    if extra_path is not None:
        environment["PATH"] = extra_path + ":" + environment["PATH"]
    return subprocess.run(["mbsync", "-c", path, *arguments], text=True,
                          env=environment, timeout=60, check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)


def log_in(tap, scratch, certificates, name, user, *options, starttls=False,
           password=None, secret=SECRET, extra_path=None):
    server = Imap(certificates, starttls)
    security = "starttls" if starttls else "tls"
    path = profile(scratch, name, service("imap", server.port, security,
                                          user), "mbsync", *options,
                   password=password)
    process = run(scratch, certificates, path, "-l", "jane@example.org",
                  extra_path=extra_path)
    tap.ok(process.returncode == 0 and "Sent" in process.stdout,
           f"{name}: mailboxes listed", process.stdout + str(server.seen))
    tap.same(server.seen.get("user"), user, f"{name}: user")
    tap.same(server.seen.get("password"), secret, f"{name}: password")
    tap.same(server.seen.get("starttls", False), starttls,
             f"{name}: {security}")
    server.close()
    return path


def main():
    need("mbsync", "openssl")
    tap = Tap()
    with tempfile.TemporaryDirectory() as scratch:
        certificates = certificate(scratch)
        os.makedirs(f"{scratch}/Mail/jane@example.org")
        path = log_in(tap, scratch, certificates, "tls", "jane@example.org",
                      password=SECRET)
        process = run(scratch, certificates, path, "nosuch")
        tap.ok("No channel or group named 'nosuch'" in process.stdout,
               "the whole file is understood", process.stdout)
        log_in(tap, scratch, certificates, "starttls", "jane@example.org",
               starttls=True, password=SECRET)
        log_in(tap, scratch, certificates, "odd", ODD_USER, password=SECRET)
        log_in(tap, scratch, certificates, "blanks", "jane", password=" x y ",
               secret=" x y ")
        log_in(tap, scratch, certificates, "long", "j" * 200,
               password=SECRET)
        file = f"{scratch}/it's \"the\" password"
        with open(file, "w", encoding="utf-8") as f:
            f.write(SECRET + "\n")
        log_in(tap, scratch, certificates, "command", ODD_USER,
               "--password-command", f"cat {scratch}/it\\'s' \"the\" pass'*")
        folder, noted = keyring(scratch, SECRET)
        log_in(tap, scratch, certificates, "keyring", ODD_USER,
               extra_path=folder)
        with open(noted, encoding="utf-8") as f:
            tap.same(json.load(f), ["lookup", "host", "localhost", "service",
                                    "imap", "user", ODD_USER],
                     "keyring: every argument as it is")
    tap.done()


main()
