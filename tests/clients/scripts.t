#!/usr/bin/env python3
"""Profiles of programs that Debian does not have: read by what they are.

The script for imapsync runs under every shell there is, with an imapsync
that notes what it is told; the file of goimapnotify is read as YAML.
"""

import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile

import yaml

from clients import ODD_USER, SECRET, Tap, keyring, profile, service

FAKE = """#!{python}
import json, os, sys
found = {{"argv": sys.argv[1:]}}
for name in ("--passfile1", "--passfile2"):
    path = sys.argv[sys.argv.index(name) + 1]
    with open(path, encoding="utf-8") as text:
        found[name] = text.read()
    found[name + " mode"] = os.stat(path).st_mode & 0o777
    found[name + " path"] = path
json.dump(found, open({noted!r}, "w"))
sys.exit({status})
"""


def fake_imapsync(scratch, status=0):
    folder = os.path.join(scratch, f"imapsync-{status}")
    os.makedirs(folder, exist_ok=True)
    noted = os.path.join(scratch, "imapsync.json")
    with open(f"{folder}/imapsync", "w", encoding="utf-8") as out:
        out.write(FAKE.format(python=sys.executable, noted=noted,
                              status=status))
    os.chmod(f"{folder}/imapsync", 0o755)
    return folder, noted


def run_script(shell, path, folders, *arguments, cwd):
    environment = {"PATH": ":".join((*folders, os.environ["PATH"])),
                   "HOME": cwd, "LC_ALL": "C.UTF-8", "TMPDIR": cwd}
    return subprocess.run([shell, path, *arguments], env=environment,
                          cwd=cwd, timeout=60, check=False, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)


def option(argv, name):
    return argv[argv.index(name) + 1]


def check_imapsync(tap, scratch, shell):
    fake, noted = fake_imapsync(scratch)
    ring, asked = keyring(scratch, SECRET)
    old = os.path.join(scratch, "old password's file")
    with open(old, "w", encoding="utf-8") as out:
        out.write("old\n")
    for name, security, options, password in (
            ("file", "tls", [], SECRET),
            ("keyring", "starttls", [], None),
            ("command", "tls", ["--password-command",
                                f"cat {scratch}/pass # it's"], None)):
        with open(f"{scratch}/pass", "w", encoding="utf-8") as out:
            out.write(SECRET + "\n")
        path = profile(scratch, f"{shell}-{name}",
                       service("imap", 993, security, ODD_USER), "imapsync",
                       *options, password=password)
        run = run_script(shell, path, (fake, ring), "old.example.net", "jack",
                         os.path.basename(old), "--dry", "a b", cwd=scratch)
        name = f"imapsync, {shell}, {name}"
        tap.ok(run.returncode == 0, f"{name}: runs", run.stdout)
        with open(noted, encoding="utf-8") as text:
            found = json.load(text)
        argv = found["argv"]
        tap.same([option(argv, "--host1"), option(argv, "--user1"),
                  found["--passfile1"]], ["old.example.net", "jack", "old\n"],
                 f"{name}: the old server")
        tap.same([option(argv, "--host2"), option(argv, "--port2"),
                  option(argv, "--user2")], ["localhost", "993", ODD_USER],
                 f"{name}: the new server")
        tap.same(found["--passfile2"].split("\n")[0], SECRET,
                 f"{name}: the password")
        tap.same(found["--passfile2 mode"], 0o600,
                 f"{name}: readable for the user alone")
        tap.ok(not os.path.exists(found["--passfile2 path"]),
               f"{name}: gone afterwards")
        tap.ok(os.path.isabs(found["--passfile1 path"]),
               f"{name}: absolute, as imapsync wants it")
        wanted = "--tls2" if security == "starttls" else "--ssl2"
        tap.ok(wanted in argv and
               option(argv, "--sslargs2") == "SSL_verify_mode=1" and
               option(argv, "--sslargs1") == "SSL_verify_mode=1" and
               "--ssl1" in argv, f"{name}: verified TLS on both sides",
               str(argv))
        tap.same(argv[-2:], ["--dry", "a b"], f"{name}: further options")
        tap.ok(not any("delete" in word for word in argv),
               f"{name}: deletes nothing", str(argv))
    with open(asked, encoding="utf-8") as text:
        tap.same(json.load(text)[-1], ODD_USER,
                 f"imapsync, {shell}: asks the keyring for the user")
    broken, _ = fake_imapsync(scratch, 7)
    run = run_script(shell, path, (broken, ring), "old.example.net", "jack",
                     os.path.basename(old), cwd=scratch)
    tap.same(run.returncode, 7, f"imapsync, {shell}: its status is ours")
    run = run_script(shell, path, (fake, ring), "old.example.net",
                     cwd=scratch)
    tap.ok(run.returncode == 2 and "usage" in run.stdout,
           f"imapsync, {shell}: says how it is used", run.stdout)


def check_goimapnotify(tap, scratch):
    for name, security, user, password in (
            ("tls", "tls", "jane@example.org", None),
            ("starttls", "starttls", ODD_USER, SECRET),
            ("blanks", "tls", " jane: - {x} ", "'' ")):
        path = profile(scratch, f"go-{name}",
                       service("imap", 1993, security, user), "goimapnotify",
                       password=password)
        tap.same(stat.S_IMODE(os.stat(path).st_mode), 0o600,
                 f"goimapnotify, {name}: private")
        with open(path, encoding="utf-8") as text:
            document = yaml.safe_load(text)
        got = document["configurations"][0]
        tap.same(got["host"], "localhost", f"goimapnotify, {name}: host")
        tap.same(got["port"], 1993, f"goimapnotify, {name}: port")
        tap.same(got["tls"], True, f"goimapnotify, {name}: TLS")
        tap.same(got["tlsOptions"],
                 {"rejectUnauthorized": True,
                  "starttls": security == "starttls"},
                 f"goimapnotify, {name}: how, and verified")
        tap.same(got["username"], user, f"goimapnotify, {name}: user")
        tap.same(got["boxes"], [{"mailbox": "INBOX"}],
                 f"goimapnotify, {name}: folders")
        tap.same(got.get("password"), password,
                 f"goimapnotify, {name}: password")
        tap.same("passwordCMD" in got, password is None,
                 f"goimapnotify, {name}: or a command")


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as scratch:
        for shell in ("dash", "bash"):
            if shutil.which(shell) is not None:
                check_imapsync(tap, scratch, shell)
        check_goimapnotify(tap, scratch)
    tap.done()


main()
