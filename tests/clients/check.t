#!/usr/bin/env python3
"""The whole way: `check --write` proves an account on loopback, and the real
programs then log in with the files that it wrote."""

import json
import os
import stat
import subprocess
import sys
import tempfile

from clients import (POSTLOTSE, ROOT, SECRET, Imap, Smtp, Tap, certificate,
                     need)

sys.path.insert(0, os.path.join(ROOT, "tests", "server"))

from mockdns import NameServer                          # noqa: E402

ADDRESS = "anna@kontor.example"


def provider(scratch, imap, smtp):
    """A provider file that names our servers."""
    folder = os.path.join(scratch, "providers")
    os.makedirs(folder, exist_ok=True)
    entry = {
        "id": "kontor", "name": "Kontor", "domains": ["kontor.example"],
        "servers": [
            {"protocol": "imap", "host": "localhost", "port": imap,
             "security": "tls", "username": "%EMAILADDRESS%",
             "auth": ["password"]},
            {"protocol": "smtp", "host": "localhost", "port": smtp,
             "security": "starttls", "username": "%EMAILADDRESS%",
             "auth": ["password"]},
        ],
        "documentation": "https://kontor.example/help",
        "evidence": [{"source": "made for this test", "date": "2026-01",
                      "method": "help-page"}],
    }
    with open(f"{folder}/kontor.json", "w", encoding="utf-8") as f:
        json.dump(entry, f)
    return folder


def check(scratch, folder, names, certificates, *options):
    return subprocess.run(
        [POSTLOTSE, "check", ADDRESS, "--providers", folder, "--resolver",
         f"127.0.0.1@{names.port}", "--ca-file", certificates[0],
         "--lang", "en", *options],
        text=True, timeout=60, check=False, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=scratch,
        env={"PATH": os.environ["PATH"], "HOME": scratch,
             "LC_ALL": "C.UTF-8"})


def check_files(tap, out, process):
    tap.ok(process.returncode == 0, "check: fine", process.stdout +
           process.stderr)
    want = {ADDRESS + "." + end for end in
            ("mbsyncrc", "mobileconfig", "msmtprc", "txt")}
    want.add("kontor.example.xml")
    tap.same(sorted(want - set(os.listdir(out))), [],
             "check --write --for all: every format that fits")
    for name in sorted(os.listdir(out)):
        path = os.path.join(out, name)
        tap.same(stat.S_IMODE(os.stat(path).st_mode), 0o600,
                 f"{name}: for the owner alone")
        if name.endswith(".png"):
            continue  # see qr.t
        with open(path, encoding="utf-8") as f:
            text = f.read()
        tap.ok(SECRET not in text and "se\\\"c" not in text,
               f"{name}: no password")
        if name in want:
            tap.ok("localhost" in text and ("Kontor" in text),
                   f"{name}: what was proven", text)


def use(tap, scratch, out, certificates):
    """The real clients, with the password by command."""
    env = {"HOME": scratch, "PATH": os.environ["PATH"],
           "SSL_CERT_FILE": certificates[0], "LC_ALL": "C.UTF-8"}
    os.makedirs(f"{scratch}/Mail/{ADDRESS}", exist_ok=True)
    process = subprocess.run(
        ["mbsync", "-c", f"{out}/{ADDRESS}.mbsyncrc", "-l", ADDRESS],
        env=env, timeout=60, check=False, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT)
    tap.ok(process.returncode == 0 and "Sent" in process.stdout,
           "mbsync uses the profile", process.stdout)
    process = subprocess.run(
        ["msmtp", "-C", f"{out}/{ADDRESS}.msmtprc", "-a", ADDRESS,
         f"--tls-trust-file={certificates[0]}", "someone@example.net"],
        env=env, timeout=60, check=False, text=True,
        input="Subject: test\n\ntest\n", stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT)
    tap.ok(process.returncode == 0, "msmtp uses the profile", process.stdout)


def report_as_settings(tap, scratch, folder, names, certificates, out):
    """profile --settings with the report gives the same files."""
    process = check(scratch, folder, names, certificates, "--json",
                    "--password-file", os.path.join(scratch, "password"))
    path = os.path.join(scratch, "report.json")
    with open(path, "w", encoding="utf-8") as f:
        f.write(process.stdout)
    again = os.path.join(scratch, "again")
    subprocess.run(
        [POSTLOTSE, "profile", ADDRESS, "--settings", path, "--for",
         "autoconfig,mobileconfig,msmtp,mbsync,sheet", "--out", again,
         "--lang", "en"], check=True, timeout=60, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for name in sorted(os.listdir(again)):
        with open(os.path.join(again, name), encoding="utf-8") as f:
            got = f.read()
        with open(os.path.join(out, name), encoding="utf-8") as f:
            want = f.read()
        tap.same(got, want, f"{name}: the same from the report")


def main():
    need("mbsync", "msmtp", "openssl")
    tap = Tap()
    with tempfile.TemporaryDirectory() as scratch:
        certificates = certificate(scratch)
        names = NameServer(["localhost A 127.0.0.1"])
        imap, smtp = Imap(certificates), Smtp(certificates, True)
        folder = provider(scratch, imap.port, smtp.port)
        out = os.path.join(scratch, "out")
        password = os.path.join(scratch, "password")
        with open(password, "w", encoding="utf-8") as f:
            f.write(SECRET + "\n")
        process = check(scratch, folder, names, certificates, "--write",
                        "--for", "all", "--out", out, "--password-file", password)
        check_files(tap, out, process)
        tap.same((imap.seen.get("password"), smtp.seen.get("password")),
                 (SECRET, SECRET), "both servers were logged in to")
        report_as_settings(tap, scratch, folder, names, certificates, out)

        used = os.path.join(scratch, "used")
        process = check(scratch, folder, names, certificates, "--write",
                        "--for", "msmtp,mbsync", "--out", used,
                        "--password-command", f"cat {password}")
        tap.ok(process.returncode == 0, "check with a password command",
               process.stderr)
        use(tap, scratch, used, certificates)

        process = check(scratch, folder, names, certificates, "--write",
                        "--no-login", "--out", f"{scratch}/none")
        tap.ok(process.returncode == 2 and
               not os.path.exists(f"{scratch}/none"),
               "nothing proven, nothing written", process.stderr)
        names.stop()
    tap.done()


main()
