#!/usr/bin/env python3
"""The files for KMail, read back by KDE's own reader of configuration.

Which keys there are, and of which kind, is what KMail's parts declare
(kdepim-runtime, kmailtransport, kidentitymanagement).
"""

import os
import re
import subprocess
import tempfile

from clients import Tap, need, profile, service

NAME = " Jäne \"JD\" <D\\o> ; #x [y] \\s $HOME = ü "
USER = " DOM\\jane o'\"doe\"; #1 $HOME \\n = ü "
# Key: what its values look like.
NUMBER, SWITCH = r"-?\d+", "true|false"
KEYS = {
    "network": {"Authentication": NUMBER, "ImapPort": NUMBER,
                "ImapServer": ".+", "Safety": "SSL|STARTTLS|None",
                "UserName": ".+"},
    "General": {"authenticationMethod": NUMBER, "host": ".+",
                "leaveOnServer": SWITCH, "leaveOnServerDays": NUMBER,
                "login": ".+", "port": NUMBER, "useSSL": SWITCH,
                "useTLS": SWITCH, "default-transport": NUMBER,
                "Default Identity": NUMBER},
    "Transport 1": {"auth": SWITCH, "authtype":
                    "LOGIN|PLAIN|CRAM_MD5|GSSAPI|NTLM",
                    "encryption": "None|SSL|TLS", "host": ".+",
                    "id": NUMBER, "identifier": "SMTP", "name": ".+",
                    "port": NUMBER, "storepass": SWITCH, "user": ".+"},
    "Identity #0": {"Email Address": ".+", "Identity": ".+", "Name": ".*",
                    "Transport": NUMBER, "uoid": NUMBER},
}


def read(path, group, key):
    """What KMail would get, to the byte."""
    out = subprocess.run(
        ["kreadconfig5", "--file", path, "--group", group, "--key", key],
        env={"PATH": os.environ["PATH"], "HOME": os.path.dirname(path),
             "LC_ALL": "C.UTF-8"}, timeout=60, check=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True).stdout
    return out.removesuffix("\n")


def declared(tap, path):
    """Every key of a file is one that KMail knows, with such a value."""
    with open(path, encoding="utf-8") as text:
        lines = text.read().splitlines()
    group, wrong = None, []
    for line in lines:
        if line.startswith("["):
            group = line[1:-1]
        elif line and not line.startswith("#"):
            key = line.partition("=")[0]
            kind = KEYS.get(group, {}).get(key)
            value = read(path, group, key)
            if kind is None or not re.fullmatch(kind, value):
                wrong.append((group, key, value))
    tap.same(wrong, [], f"{os.path.basename(path)}: the keys are declared")


def check(tap, scratch, name, settings, want, *options):
    folder = os.path.dirname(profile(scratch, name, settings, "kmail",
                                     *options))
    files = {n.removeprefix("jane@example.org."): os.path.join(folder, n)
             for n in os.listdir(folder)}
    tap.same(sorted(files), ["akonadi_resource_0rc", "emailidentities",
                             "mailtransports"], f"{name}: the files")
    for path in files.values():
        declared(tap, path)
    for (file, group), keys in want.items():
        got = {key: read(files[file], group, key) for key in keys}
        tap.same(got, keys, f"{name}: {file}, {group}")


def main():
    need("kreadconfig5")
    tap = Tap()
    with tempfile.TemporaryDirectory() as scratch:
        check(tap, scratch, "imap", {
            **service("imap", 993, user=USER),
            **service("smtp", 587, "starttls", USER, "cram-md5")}, {
            ("akonadi_resource_0rc", "network"): {
                "Authentication": "7", "ImapPort": "993",
                "ImapServer": "localhost", "Safety": "SSL",
                "UserName": USER},
            ("mailtransports", "Transport 1"): {
                "auth": "true", "authtype": "CRAM_MD5",
                "encryption": "TLS", "host": "localhost", "port": "587",
                "user": USER},
            ("emailidentities", "Identity #0"): {
                "Email Address": "jane@example.org", "Name": NAME,
                "Transport": "1"}}, "--name", NAME)
        for choice, leave, days in (("at-once", "false", "-1"),
                                    ("30", "true", "30"),
                                    ("never", "true", "-1")):
            check(tap, scratch, f"pop3 {choice}", {
                **service("pop3", 110, "starttls", "#jane"),
                **service("smtp", 465, auth="client-ip")}, {
                ("akonadi_resource_0rc", "General"): {
                    "authenticationMethod": "7", "host": "localhost",
                    "login": "#jane", "port": "110", "useSSL": "false",
                    "useTLS": "true", "leaveOnServer": leave,
                    "leaveOnServerDays": days},
                ("mailtransports", "Transport 1"): {
                    "auth": "false", "encryption": "SSL", "user": ""}},
                  "--pop-delete", choice)
    tap.done()


main()
