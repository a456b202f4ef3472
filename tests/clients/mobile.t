#!/usr/bin/env python3
"""Thunderbird on Android: the settings file and the QR code, read back by
readers that are not ours."""

import json
import os
import subprocess
import tempfile
from xml.etree import ElementTree

from clients import (HERE, ODD_USER, Tap, check_grammar, need, profile,
                     service, valid)

SETTINGS = {
    **service("imap", 993), **service("pop3", 110, "starttls", "jane"),
    **service("smtp", 587, "starttls", ODD_USER, ["cram-md5", "password"]),
}
NAME = "Jane \"JD\" <Doe> & S\u00f6hne ]]>" + "x" * 200

# what must not pass the grammar: (text, in its place)
SLIPS = [
    ('version="99"', 'version="1"'),
    ('format="1"', 'format="2"'),
    ('type="IMAP"', 'type="imap"'),
    (">SSL_TLS_REQUIRED<", ">SSL_TLS_OPTIONAL<"),
    (">PLAIN<", ">AUTOMATIC<"),
    ("<port>993<", "<port>0<"),
    ("<host>localhost</host>", "<hostname>localhost</hostname>"),
    (">DELETE<", ">NEVER<"),
    ("</incoming-server>", "<password>x</password></incoming-server>"),
    ("<username>jane@example.org<", "<username><"),
]


def check_k9(tap, path, protocol):
    account = ElementTree.parse(path).getroot().find("accounts/account")
    read = {e.tag: [e.get("type"), *(x.text for x in e)] for e in account
            if e.tag.endswith("-server")}
    want = ["IMAP", "localhost", "993", "SSL_TLS_REQUIRED", "PLAIN",
            "jane@example.org"]
    if protocol == "pop3":
        want = ["POP3", "localhost", "110", "STARTTLS_REQUIRED", "PLAIN",
                "jane"]
    tap.same(read, {
        "incoming-server": want,
        "outgoing-server": ["SMTP", "localhost", "587", "STARTTLS_REQUIRED",
                            "CRAM_MD5", ODD_USER]}, f"k9, {protocol}: servers")
    tap.same([e.text for e in account.find("identities/identity")][:2],
             [NAME, "jane@example.org"], f"k9, {protocol}: identity")
    tap.same([(e.get("key"), e.text) for e in account.find("settings")],
             [("deletePolicy", "NEVER" if protocol == "pop3" else "DELETE")],
             f"k9, {protocol}: deleted mail")


def scan(scratch, path):
    """The text of the QR code that another program makes of the file."""
    picture = os.path.join(scratch, "qr.png")
    subprocess.run(["qrencode", "-8", "-l", "L", "-r", path, "-o", picture],
                   check=True, timeout=60, stdin=subprocess.DEVNULL)
    process = subprocess.run(
        ["zbarimg", "-q", "--raw", "--oneshot", "-Sbinary", picture],
        check=True, timeout=60, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return process.stdout


def check_qr(tap, scratch, path, protocol):
    with open(path, "rb") as f:
        written = f.read()
    read = scan(scratch, path)
    tap.same(read, written, f"QR code, {protocol}: scanned as written")
    tap.ok(read.isascii() and b"\n" not in read,
           f"QR code, {protocol}: one line of ASCII", read)
    incoming = [0, "localhost", 993, 3, 1, "jane@example.org"]
    if protocol == "pop3":
        incoming = [1, "localhost", 110, 2, 1, "jane"]
    tap.same(json.loads(read), [
        1, [1, 1], incoming,
        [[[0, "localhost", 587, 2, 2, ODD_USER],
          ["jane@example.org", NAME]]]], f"QR code, {protocol}: the account")


def main():
    need("xmllint", "qrencode", "zbarimg")
    tap = Tap()
    with tempfile.TemporaryDirectory() as scratch:
        for protocol in ("imap", "pop3"):
            options = ["--prefer", protocol, "--name", NAME]
            path = profile(scratch, "k9-" + protocol, SETTINGS, "k9",
                           *options)
            if protocol == "imap":
                check_grammar(tap, scratch, path, "k9.rng", SLIPS)
            check_k9(tap, path, protocol)
            path = profile(scratch, "qr-" + protocol, SETTINGS,
                           "thunderbird-qr", *options)
            check_qr(tap, scratch, path, protocol)
        for folder in ("mozilla", "mozilla-pop3", "mozilla-odd",
                       "mozilla-odd-pop3", "oauth-known"):
            golden = os.path.join(os.path.dirname(HERE), "golden", folder)
            for name in sorted(os.listdir(golden)):
                path = os.path.join(golden, name)
                if name.endswith(".k9s"):
                    process = valid("k9.rng", path)
                    tap.ok(process.returncode == 0, f"{folder}/{name}",
                           process.stdout)
                elif name.endswith(".qr.json"):
                    with open(path, "rb") as f:
                        tap.same(scan(scratch, path), f.read(),
                                 f"{folder}/{name}")
    tap.done()


main()
