#!/usr/bin/env python3
"""The real msmtp reads our profiles, and sends with what it read."""

import json
import os
import re
import subprocess
import tempfile

from clients import (ODD_USER, SECRET, Smtp, Tap, certificate, keyring, need,
                     profile, service)

NAME = "jane@example.org"


def run(scratch, path, *arguments, extra_path=None):
    environment = {"HOME": scratch, "PATH": os.environ["PATH"],
                   "LC_ALL": "C.UTF-8"}
    if extra_path is not None:
        environment["PATH"] = extra_path + ":" + environment["PATH"]
    return subprocess.run(["msmtp", "-C", path, "-a", NAME, *arguments],
                          env=environment, timeout=60, check=False, text=True,
                          input="Subject: test\n\ntest\n",
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def read_back(process):
    """The settings that msmtp -P shows."""
    return dict(re.findall(r"^(\w+)\s+= (.*)$", process.stdout, re.M))


def check_parse(tap, scratch):
    path = profile(scratch, "parse", service("smtp", 587, "starttls"),
                   "msmtp")
    # Even to show its settings msmtp runs the command.
    folder, _ = keyring(scratch, SECRET)
    process = run(scratch, path, "-P", "someone@example.net",
                  extra_path=folder)
    got = read_back(process)
    want = {"host": "localhost", "port": "587", "tls": "on",
            "tls_starttls": "on", "tls_trust_file": "system",
            "from": NAME, "user": NAME, "passwordeval":
            f"secret-tool lookup host localhost service smtp user {NAME}"}
    tap.ok(process.returncode == 0, "parse: msmtp understands the file",
           process.stdout)
    for key, value in want.items():
        tap.same(got.get(key), value, f"parse: {key}")
    path = profile(scratch, "open", service("smtp", 465, "tls",
                                            auth="client-ip"), "msmtp")
    got = read_back(run(scratch, path, "-P", "someone@example.net"))
    tap.same((got.get("auth"), got.get("tls_starttls")), ("none", "off"),
             "parse: no login over TLS")


def send(tap, scratch, certificates, name, user, *options, starttls=False,
         password=SECRET, extra_path=None):
    server = Smtp(certificates, starttls)
    security = "starttls" if starttls else "tls"
    path = profile(scratch, name, service("smtp", server.port, security,
                                          user), "msmtp", *options,
                   password=password)
    process = run(scratch, path, f"--tls-trust-file={certificates[0]}",
                  "someone@example.net", extra_path=extra_path)
    tap.ok(process.returncode == 0, f"{name}: sent",
           process.stdout + str(server.seen))
    tap.same(server.seen.get("user"), user, f"{name}: user")
    tap.same(server.seen.get("password"), SECRET, f"{name}: password")
    tap.same(server.seen.get("from"), NAME, f"{name}: sender")
    tap.same(server.seen.get("starttls", False), starttls,
             f"{name}: {security}")
    server.close()


def main():
    need("msmtp", "openssl")
    tap = Tap()
    with tempfile.TemporaryDirectory() as scratch:
        certificates = certificate(scratch)
        check_parse(tap, scratch)
        send(tap, scratch, certificates, "tls", NAME)
        send(tap, scratch, certificates, "starttls", NAME, starttls=True)
        send(tap, scratch, certificates, "odd", ODD_USER)
        send(tap, scratch, certificates, "blanks", " jane ")
        send(tap, scratch, certificates, "quotes", '"jane"')
        send(tap, scratch, certificates, "hash", "#jane")
        send(tap, scratch, certificates, "long", "j" * 200)
        file = f"{scratch}/it's \"the\" password"
        with open(file, "w", encoding="utf-8") as f:
            f.write(SECRET + "\n")
        send(tap, scratch, certificates, "command", ODD_USER,
             "--password-command", f"cat {scratch}/it\\'s' \"the\" pass'*",
             password=None)
        folder, noted = keyring(scratch, SECRET)
        send(tap, scratch, certificates, "keyring", ODD_USER, password=None,
             extra_path=folder)
        with open(noted, encoding="utf-8") as f:
            tap.same(json.load(f), ["lookup", "host", "localhost", "service",
                                    "smtp", "user", ODD_USER],
                     "keyring: every argument as it is")
    tap.done()


main()
