#!/usr/bin/env python3
"""Autoconfig and Apple profiles, read back by readers that are not ours."""

import os
import plistlib
import re
import subprocess
import tempfile
import uuid
from xml.etree import ElementTree

from clients import (HERE, ODD_USER, Tap, check_grammar, need, profile,
                     service, valid)

SETTINGS = {
    **service("imap", 993), **service("pop3", 110, "starttls", "jane"),
    **service("smtp", 587, "starttls", ODD_USER, ["cram-md5", "password"]),
}
NAME = "Jane \"JD\" <Doe> & Söhne ]]>" + "x" * 200

# what must not pass the schema: (text, in its place)
SLIPS = [
    ("<hostname>localhost</hostname>", "<hostNames>localhost</hostNames>"),
    ("<socketType>STARTTLS<", "<socketType>starttls<"),
    ("<socketType>SSL<", "<socketType>plain<"),
    ("<port>993<", "<port>0<"),
    ("<port>993<", "<port>65536<"),
    ("<port>993<", "<port>993 <x/><"),
    ('version="1.1"', 'version="1.3"'),
    ('type="imap"', 'type="IMAP"'),
    (">password-cleartext<", ">PLAIN<"),
    ("<domain>example.org<", "<domain>müller.example<"),
    ("<username>%EMAILADDRESS%<", "<username><"),
    ("<daysToLeaveMessagesOnServer>14<", "<daysToLeaveMessagesOnServer>x<"),
    ("</emailProvider>", "<password>x</password></emailProvider>"),
]


def check_schema(tap, scratch, path):
    check_grammar(tap, scratch, path, "autoconfig.rng", SLIPS)
    with open(path, encoding="utf-8") as f:
        bad = re.sub("<outgoingServer.*</outgoingServer>", "", f.read(),
                     flags=re.S)
    slip = os.path.join(scratch, "slip.xml")
    with open(slip, "w", encoding="utf-8") as f:
        f.write(bad)
    tap.ok(valid("autoconfig.rng", slip).returncode != 0,
           "autoconfig: outgoing is needed")


def server(element):
    return [element.get("type")] + [
        element.findtext(name) for name in
        ("hostname", "port", "socketType", "username")] + [
        e.text for e in element.findall("authentication")]


def check_autoconfig(tap, path, order):
    root = ElementTree.parse(path).getroot()
    provider = root.find("emailProvider")
    tap.same(provider.findtext("domain"), "example.org",
             "autoconfig: domain")
    incoming = [server(e) for e in provider.findall("incomingServer")]
    want = {
        "imap": ["imap", "localhost", "993", "SSL", "%EMAILADDRESS%",
                 "password-cleartext"],
        "pop3": ["pop3", "localhost", "110", "STARTTLS", "%EMAILLOCALPART%",
                 "password-cleartext"],
    }
    tap.same(incoming, [want[p] for p in order],
             f"autoconfig: {order[0]} first")
    tap.same([server(e) for e in provider.findall("outgoingServer")],
             [["smtp", "localhost", "587", "STARTTLS", ODD_USER,
               "password-encrypted", "password-cleartext"]],
             "autoconfig: outgoing, in order of preference")


def check_version(tap, name, path):
    """1.2 if and only if something of 1.2 is in it."""
    root = ElementTree.parse(path).getroot()
    newer = root.find("oAuth2") is not None or \
        root.find(".//authentication[@system]") is not None
    tap.same(root.get("version"), "1.2" if newer else "1.1",
             f"{name}: version")


def is_sorted(path):
    """Keys in order, in every dictionary of the file."""
    with open(path, encoding="utf-8") as f:
        root = ElementTree.fromstring(f.read().encode())
    return all(
        [e.text for e in d.findall("key")] ==
        sorted(e.text for e in d.findall("key")) for d in root.iter("dict"))


def check_profile(tap, path, protocol):
    with open(path, "rb") as f:
        top = plistlib.load(f, fmt=plistlib.FMT_XML)
    account = top["PayloadContent"][0]
    pop3 = protocol == "pop3"
    want = {
        "EmailAccountDescription": "Example",
        "EmailAccountName": NAME,
        "EmailAccountType": "EmailTypePOP" if pop3 else "EmailTypeIMAP",
        "EmailAddress": "jane@example.org",
        "IncomingMailServerAuthentication": "EmailAuthPassword",
        "IncomingMailServerHostName": "localhost",
        "IncomingMailServerPortNumber": 110 if pop3 else 993,
        "IncomingMailServerUseSSL": True,
        "IncomingMailServerUsername": "jane" if pop3 else "jane@example.org",
        "OutgoingMailServerAuthentication": "EmailAuthCRAMMD5",
        "OutgoingMailServerHostName": "localhost",
        "OutgoingMailServerPortNumber": 587,
        "OutgoingMailServerUseSSL": True,
        "OutgoingMailServerUsername": ODD_USER,
        "OutgoingPasswordSameAsIncomingPassword": True,
        "PayloadIdentifier": "org.example.mail.jane.account",
        "PayloadType": "com.apple.mail.managed",
        "PayloadUUID": account["PayloadUUID"],
        "PayloadVersion": 1,
    }
    tap.same(account, want, f"{protocol}: the account, and nothing else")
    tap.same({k: top[k] for k in top if k not in
              ("ConsentText", "PayloadContent", "PayloadUUID")},
             {"PayloadDescription":
              "Sets up e-mail for: jane@example.org (localhost, localhost)",
              "PayloadDisplayName": "E-mail jane@example.org",
              "PayloadIdentifier": "org.example.mail.jane",
              "PayloadOrganization": "Example",
              "PayloadType": "Configuration", "PayloadVersion": 1},
             f"{protocol}: the envelope")
    ids = [top["PayloadUUID"], account["PayloadUUID"]]
    tap.ok(ids[0] != ids[1] and all(
        uuid.UUID(i).version == 5 and i == i.upper() for i in ids),
        f"{protocol}: UUIDs", ids)
    tap.ok(is_sorted(path), f"{protocol}: keys in order")
    return ids


def main():
    need("xmllint")
    tap = Tap()
    with tempfile.TemporaryDirectory() as scratch:
        path = profile(scratch, "imap", SETTINGS, "autoconfig")
        check_schema(tap, scratch, path)
        check_autoconfig(tap, path, ["imap", "pop3"])
        path = profile(scratch, "pop3", SETTINGS, "autoconfig", "--prefer",
                       "pop3")
        tap.ok(valid("autoconfig.rng", path).returncode == 0,
               "autoconfig: valid for pop3")
        check_autoconfig(tap, path, ["pop3", "imap"])
        ids = []
        for protocol in ("imap", "pop3"):
            path = profile(scratch, "apple-" + protocol, SETTINGS,
                           "mobileconfig", "--prefer", protocol, "--name",
                           NAME)
            process = subprocess.run(
                ["xmllint", "--noout", "--nonet", path], check=False,
                timeout=60, stdin=subprocess.DEVNULL)
            tap.ok(process.returncode == 0, f"{protocol}: well-formed")
            ids += check_profile(tap, path, protocol)
        tap.same(len(set(ids)), 4, "other contents, other UUIDs")
        for folder in ("imap", "pop3", "german", "odd", "odd-pop3", "oauth",
                       "oauth-known"):
            golden = os.path.join(os.path.dirname(HERE), "golden", folder)
            for name in sorted(os.listdir(golden)):
                if name.endswith(".xml"):
                    process = valid("autoconfig.rng",
                                    os.path.join(golden, name))
                    tap.ok(process.returncode == 0, f"{folder}/{name}",
                           process.stdout)
                    check_version(tap, f"{folder}/{name}",
                                  os.path.join(golden, name))
    tap.done()


main()
