#!/usr/bin/env python3
"""Python's TOML reader reads out of our profiles what went in."""

import json
import os
import subprocess
import tempfile
import tomllib

from clients import ODD_USER, POSTLOTSE, SECRET, Tap

NAME = "Jane \"JD\" <Doe> & 'Söhne', \\n \\u0041 #1"
COMMAND = "pass \"my mail\" | sed 's/\\(.\\)/\\1/' # x"
FOLDERS = {"sent": "Gesendet \"100%\"", "drafts": "Entwürfe",
           "trash": "Müll\\Eimer", "delimiter": "/"}
ADDRESS = "jane@example.org"


def read(scratch, fmt, security, user, *options, password=None, folders=None):
    """The table of the account as a reader sees it."""
    ports = (993, 465) if security == "tls" else (143, 587)
    server = {"security": security, "username": None}
    imap = {"host": "imap.example.org", "port": ports[0], **server}
    if folders:
        imap["folders"] = folders
    path = os.path.join(scratch, "settings.json")
    with open(path, "w", encoding="utf-8") as out:
        json.dump({"schema": "postlotse-settings/1", "name": NAME,
                   "settings": {"imap": imap, "smtp": {
                       "host": "smtp.example.org", "port": ports[1],
                       **server}}}, out)
    command = [POSTLOTSE, "profile", ADDRESS, "--for", fmt, "--settings",
               path, "--user", user, "--lang", "en", *options]
    if password is not None:
        with open(path + ".password", "w", encoding="utf-8") as out:
            out.write(password + "\n")
        command += ["--with-password", "--password-file", path + ".password"]
    run = subprocess.run(command, check=True, timeout=60,
                         stdin=subprocess.DEVNULL, capture_output=True)
    return tomllib.loads(run.stdout.decode())["accounts"][ADDRESS]


def himalaya(user, security, secret):
    def server(kind, port):
        return {"type": kind, "host": f"{kind}.example.org", "port": port,
                "encryption": {"type": {"tls": "tls"}.get(
                    security, "start-tls")},
                "login": user, "auth": {"type": "password", **secret}}
    tls = security == "tls"
    return {"default": True, "email": ADDRESS, "display-name": NAME,
            "folder": {"aliases": {"inbox": "INBOX", **roles()}},
            "backend": server("imap", 993 if tls else 143),
            "message": {"send": {"save-copy": True, "backend": server(
                "smtp", 465 if tls else 587)}}}


def himalaya_2(user, security, secret):
    def server(kind, port):
        tls = security == "tls"
        secure = {} if tls else {"starttls": True}
        scheme = kind + ("s" if tls else "")
        return {"server": f"{scheme}://{kind}.example.org:{port}",
                "sasl": {"plain": {"username": user, "password": secret}},
                **secure}
    tls = security == "tls"
    return {"default": True,
            "mailbox": {"alias": {"inbox": "INBOX", **roles()}},
            "imap": server("imap", 993 if tls else 143),
            "smtp": server("smtp", 465 if tls else 587)}


def meli(user, security, secret):
    tls = security == "tls"
    usages = {name: {"usage": role.capitalize()}
              for role, name in roles().items()}
    kind, value = secret
    incoming = {"raw": "server_password",
                "command_eval": "server_password_command"}[kind]
    return {"root_mailbox": "INBOX", "format": "imap", "identity": ADDRESS,
            "display_name": NAME, "server_hostname": "imap.example.org",
            "server_port": "993" if tls else "143", "use_tls": True,
            "use_starttls": not tls, "server_username": user,
            incoming: value, "mailboxes": usages,
            "subscribed_mailboxes": ["INBOX", *roles().values()],
            "send_mail": {
                "hostname": "smtp.example.org", "port": 465 if tls else 587,
                "security": {"type": security},
                "auth": {"type": "auto", "username": user, "password": {
                    "type": kind, "value": value}}}}


def roles():
    return {k: v for k, v in FOLDERS.items() if k != "delimiter"}


FORMATS = (
    ("himalaya", himalaya, lambda c: {"cmd": c}, lambda p: {"raw": p}),
    ("himalaya-2", himalaya_2, lambda c: {"command": ["sh", "-c", c]},
     lambda p: {"raw": p}),
    ("meli", meli, lambda c: ("command_eval", c), lambda p: ("raw", p)),
)


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as scratch:
        for fmt, expected, by_command, by_password in FORMATS:
            for security, user in (("tls", ODD_USER), ("starttls", " jane "),
                                   ("tls", "j" * 200)):
                got = read(scratch, fmt, security, user,
                           "--password-command", COMMAND, folders=FOLDERS)
                tap.same(got, expected(user, security, by_command(COMMAND)),
                         f"{fmt}, {security}: {user}")
            got = read(scratch, fmt, "tls", "jane", password=SECRET,
                       folders=FOLDERS)
            tap.same(got, expected("jane", "tls", by_password(SECRET)),
                     f"{fmt}: password")
            got = read(scratch, fmt, "tls", "jane", "--password-command", "x")
            tap.ok("Sent" not in str(got), f"{fmt}: no folder is guessed",
                   got)
    tap.done()


main()
