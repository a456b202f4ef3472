#!/usr/bin/env python3
"""Autodiscover, PACC, Outlook, FairEmail and Delta Chat: files for programs
that do not run here, read by readers that are not ours."""

import base64
import configparser
import hashlib
import json
import os
import tempfile
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

from clients import (HERE, ODD_USER, SECRET, Tap, check_grammar, need,
                     profile, service, valid)

SETTINGS = {
    **service("imap", 993, user="jane"), **service("pop3", 995),
    **service("smtp", 587, "starttls", ODD_USER),
}
PLAIN = {**service("imap", 993), **service("pop3", 995),
         **service("smtp", 465)}
NAME = "Jane \"JD\" <Doe> & Söhne ]]> €; [x]=1 %s \\" + "x" * 200
NS = ("{http://schemas.microsoft.com/exchange/autodiscover/outlook/"
      "responseschema/2006a}")
SLIPS = [
    ("responseschema/2006a", "requestschema/2006"),
    ("<Type>IMAP<", "<Type>imap<"),
    ("<Type>POP3<", "<Type>POP<"),
    ("<SPA>off</SPA>", ""),
    ("<Encryption>TLS<", "<Encryption>STARTTLS<"),
    ("<SSL>on<", "<SSL>off<"),
    ("<Port>993<", "<Port>0<"),
    ("<AuthRequired>on<", "<AuthRequired>yes<"),
    ("<LoginName>jane</LoginName>", ""),
    ("<Action>settings<", "<Action>redirectUrl<"),
    ("</Response>", "<Password>x</Password></Response>"),
]


def check_schema(tap, scratch, path):
    check_grammar(tap, scratch, path, "autodiscover.rng", SLIPS)
    process = valid("autodiscover.rng", path, ["jing"])
    tap.ok(process.returncode == 0, "autodiscover: jing", process.stdout)


def check_autodiscover(tap, path, order):
    root = ElementTree.parse(path).getroot()
    tap.same(root.findtext(f"{NS}Response/{NS}User/{NS}DisplayName"), NAME,
             "autodiscover: the name")
    got = [{e.tag.replace(NS, ""): e.text for e in p}
           for p in root.iter(NS + "Protocol")]
    same = {"Server": "localhost", "DomainRequired": "off", "SPA": "off",
            "SSL": "on", "AuthRequired": "on"}
    want = {
        "IMAP": {"Type": "IMAP", "Port": "993", "LoginName": "jane",
                 "Encryption": "SSL"},
        "POP3": {"Type": "POP3", "Port": "995",
                 "LoginName": "jane@example.org", "Encryption": "SSL"},
        "SMTP": {"Type": "SMTP", "Port": "587", "LoginName": ODD_USER,
                 "Encryption": "TLS", "UsePOPAuth": "off",
                 "SMTPLast": "off"},
    }
    tap.same(got, [{**same, **want[t]} for t in (*order, "SMTP")],
             f"autodiscover: {order[0]} first")


def read_prf(tap, path):
    with open(path, "rb") as f:
        data = f.read()
    tap.ok(b"\n" not in data.replace(b"\r\n", b"") and
           data.endswith(b"\r\n"), "prf: every line ends with CR LF")
    ini = configparser.RawConfigParser(
        delimiters="=", comment_prefixes=";", strict=True,
        empty_lines_in_values=False)
    ini.optionxform = str
    ini.read_string(data.decode("cp1252").replace("\r\n", "\n"))
    return ini


def check_prf(tap, path, protocol, leave):
    ini = read_prf(tap, path)
    kind = ini["Internet Account List"]["Account1"]
    tap.same(kind, {"IMAP": "IMAP_I_Mail", "POP3": "I_Mail"}[protocol],
             "prf: the kind of account")
    account = dict(ini["Account1"])
    mapped = set(ini[kind]) | {"UniqueService", "DefaultAccount"}
    tap.same(sorted(set(account) - mapped), [],
             "prf: every value has a property")
    tap.ok(all(v.split(",")[0] in ("PT_UNICODE", "PT_LONG")
               for k, v in ini[kind].items() if k != "AccountType"),
           "prf: properties have a type", dict(ini[kind]))
    tap.same(len(set(ini[kind].values())), len(ini[kind]),
             "prf: no property twice")
    for key in account:
        if ini[kind].get(key, "").startswith("PT_LONG"):
            tap.ok(int(account[key], 0) >= 0, f"prf: {key} is a number")
    want = {"DisplayName": NAME, "EmailAddress": "jane@example.org",
            f"{protocol}Server": "localhost",
            f"{protocol}UserName": "jane" if protocol == "IMAP"
            else "jane@example.org", f"{protocol}UseSSL": "1",
            f"{protocol}Port": "993" if protocol == "IMAP" else "995",
            "SMTPUserName": ODD_USER, "SMTPAuthMethod": "1",
            "SMTPUseAuth": "1", "SMTPPort": "587",
            "SMTPSecureConnection": "2"}
    tap.same({k: account.get(k) for k in want}, want, f"prf: {protocol}")
    tap.same(account.get("LeaveOnServer"), leave, "prf: left on the server")
    tap.same(ini["General"]["OverwriteProfile"], "Append",
             "prf: a profile that is there is kept")


def files_of(path):
    folder = os.path.dirname(path)
    return {name: os.path.join(folder, name) for name in os.listdir(folder)}


def check_pacc(tap, scratch):
    files = files_of(profile(scratch, "pacc", PLAIN, "pacc"))
    tap.same(sorted(files), ["example.org.pacc.json", "example.org.pacc.zone"],
             "pacc: document and record")
    with open(files["example.org.pacc.json"], "rb") as f:
        data = f.read()
    host = {"host": "localhost"}
    tap.same(json.loads(data), {
        "protocols": {"imap": host, "pop3": host, "submit": host,
                      "smtp": host},
        "authentication": {"password": True},
        "info": {"provider": {"name": "Example", "shortName": "Example"}},
    }, "pacc: the document")
    digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
    with open(files["example.org.pacc.zone"], encoding="utf-8") as f:
        lines = [line for line in f if not line.startswith(";")]
    tap.same(lines, ["_ua-auto-config.example.org. 3600 IN TXT "
                     f"\"v=UAAC1; a=sha256; d={digest}\"\n"],
             "pacc: the record holds the digest of the document")


def check_dclogin(tap, scratch):
    settings = {**SETTINGS, **service("imap", 143, "starttls", "jane")}
    path = profile(scratch, "link", settings, "dclogin", password=SECRET,
                   address="jane+x@example.org")
    with open(path, encoding="ascii") as f:
        link = f.read()
    tap.ok(link.count("\n") == 1 and " " not in link, "dclogin: one line")
    parts = urlsplit(link.strip())
    tap.same((parts.scheme, parts.netloc), ("dclogin", "jane+x@example.org"),
             "dclogin: the address")
    tap.same(parse_qsl(parts.query, strict_parsing=True), [
        ("v", "1"), ("p", SECRET), ("iu", "jane"), ("ih", "localhost"),
        ("ip", "143"), ("is", "starttls"), ("su", ODD_USER),
        ("sh", "localhost"), ("sp", "587"), ("ss", "starttls"), ("ic", "1"),
        ("sc", "1")], "dclogin: the query")


# what the app asks for without a default, and of which type
ACCOUNT = {"host": str, "port": int, "encryption": int, "auth_type": int,
           "user": str, "password": str, "synchronize": bool,
           "primary": bool}
FOLDER = {"name": str, "type": str, "synchronize": bool, "unified": bool,
          "sync_days": int}


def has(tap, row, keys, name):
    wrong = [k for k, kind in keys.items() if not isinstance(row.get(k), kind)]
    tap.same(wrong, [], f"fairemail: what {name} needs")


def check_fairemail(tap, scratch, protocol, password):
    path = profile(scratch, f"fairemail-{protocol}", SETTINGS, "fairemail",
                   "--prefer", protocol, "--name", NAME, password=password)
    with open(path, encoding="utf-8") as f:
        # the app glues the lines together
        text = "".join(f.read().splitlines())
    tap.ok(text[0] == "{" and text[-1] == "}", "fairemail: plain JSON")
    top = json.loads(text)
    account, = top["accounts"]
    identity, = account["identities"]
    has(tap, account, {**ACCOUNT, "poll_interval": int, "uuid": str}, protocol)
    has(tap, identity, {**ACCOUNT, "id": int, "name": str, "email": str},
        "an identity")
    for folder in account["folders"]:
        has(tap, folder, FOLDER, folder["name"])
    pop = protocol == "pop3"
    tap.same([account["protocol"], account["port"], account["encryption"],
              account["user"], account["password"]],
             [1 if pop else 0, 995 if pop else 993, 0,
              "jane@example.org" if pop else "jane", password or ""],
             f"fairemail: {protocol}")
    tap.same([identity["name"], identity["email"], identity["encryption"],
              identity["user"], identity["password"]],
             [NAME, "jane@example.org", 1, ODD_USER, password or ""],
             "fairemail: the identity")
    tap.same([f["type"] for f in account["folders"]],
             ["Inbox", "Drafts", "Sent", "Trash"] if pop else ["Inbox"],
             "fairemail: folders")
    tap.same(account.get("leave_on_server"), True if pop else None,
             "fairemail: left on the server")
    tap.same({k for k in top if top[k] == []},
             {"answers", "searches", "settings"}, "fairemail: nothing else")


def main():
    need("xmllint", "jing")
    tap = Tap()
    with tempfile.TemporaryDirectory() as scratch:
        path = profile(scratch, "imap", SETTINGS, "autodiscover", "--name",
                       NAME)
        check_schema(tap, scratch, path)
        check_autodiscover(tap, path, ["IMAP", "POP3"])
        path = profile(scratch, "pop3", SETTINGS, "autodiscover", "--name",
                       NAME, "--prefer", "pop3")
        check_autodiscover(tap, path, ["POP3", "IMAP"])
        check_prf(tap, profile(scratch, "prf-imap", SETTINGS, "prf",
                               "--name", NAME), "IMAP", None)
        for choice, leave in (("14", "0xE0003"), ("at-once", "0x0"),
                              ("never", "0x1"), ("365", "0x16D0003")):
            check_prf(tap, profile(scratch, "prf-" + choice, SETTINGS, "prf",
                                   "--name", NAME, "--prefer", "pop3",
                                   "--pop-delete", choice), "POP3", leave)
        check_pacc(tap, scratch)
        check_dclogin(tap, scratch)
        check_fairemail(tap, scratch, "imap", None)
        check_fairemail(tap, scratch, "pop3", SECRET)
        golden = os.path.join(os.path.dirname(HERE), "golden")
        for folder in sorted(os.listdir(golden)):
            if not os.path.isdir(os.path.join(golden, folder)):
                continue
            for name in sorted(os.listdir(os.path.join(golden, folder))):
                if name.endswith(".autodiscover.xml"):
                    process = valid("autodiscover.rng",
                                    os.path.join(golden, folder, name))
                    tap.ok(process.returncode == 0, f"{folder}/{name}",
                           process.stdout)
    tap.done()


main()
