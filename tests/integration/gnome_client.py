"""Inside a session of GNOME: a keyring, GNOME Online Accounts, Geary.

	python3 gnome_client.py goa FILE < password
	python3 gnome_client.py geary FILE < password

Puts the password into the real keyring, where the user's would lie.  Then
goa lets GNOME Online Accounts try the accounts, and geary runs Geary.  What
the service told is written into FILE as JSON.
"""

import json
import os
import re
import subprocess
import sys

import gi

gi.require_version("Gio", "2.0")

from gi.repository import Gio, GLib                     # noqa: E402

SECRETS = "org.freedesktop.secrets"
COLLECTION = "/org/freedesktop/secrets/collection/login"
ITEM = "org.freedesktop.Secret.Item."
GOA = "org.gnome.OnlineAccounts"
BUS = Gio.bus_get_sync(Gio.BusType.SESSION)


def call(name, path, interface, method, arguments=None, seconds=30):
    return BUS.call_sync(name, path, interface, method, arguments, None,
                         Gio.DBusCallFlags.NONE, seconds * 1000,
                         None).unpack()


def start_keyring():
    subprocess.run(["gnome-keyring-daemon", "--unlock",
                    "--components=secrets"], input=b"test", timeout=30,
                   stdout=subprocess.DEVNULL, check=True)


def store(schema, secret, **attributes):
    _, session = call(SECRETS, "/org/freedesktop/secrets",
                      "org.freedesktop.Secret.Service", "OpenSession",
                      GLib.Variant("(sv)", ("plain", GLib.Variant("s", ""))))
    attributes = {k.replace("_", "-"): v for k, v in attributes.items()}
    attributes["xdg:schema"] = schema
    properties = {
        ITEM + "Label": GLib.Variant("s", "test"),
        ITEM + "Attributes": GLib.Variant("a{ss}", attributes)}
    call(SECRETS, COLLECTION, "org.freedesktop.Secret.Collection",
         "CreateItem", GLib.Variant(
             "(a{sv}(oayays)b)",
             (properties, (session, b"", secret.encode(), "text/plain"),
              True)))


def config(path):
    with open(os.path.expanduser(path), encoding="utf-8") as text:
        return text.read()


def goa(password):
    """Every account: what it holds, and whether its servers let it in."""
    name = re.search(r"^\[Account (\w+)\]", config(
        "~/.config/goa-1.0/accounts.conf"), re.M).group(1)
    passwords = GLib.Variant("a{sv}", {
        f"{p}-password": GLib.Variant("s", password)
        for p in ("imap", "smtp")})
    store(GOA, passwords.print_(True),
          goa_identity=f"imap_smtp:gen0:{name}")
    objects, = call(GOA, "/org/gnome/OnlineAccounts",
                    "org.freedesktop.DBus.ObjectManager",
                    "GetManagedObjects")
    told = {k.rpartition(".")[2]: v for path, interfaces in objects.items()
            if path.endswith(name) for k, v in interfaces.items()}
    if password:
        try:
            call(GOA, f"/org/gnome/OnlineAccounts/Accounts/{name}",
                 f"{GOA}.Account", "EnsureCredentials")
            told["credentials"] = "good"
        except GLib.Error as error:
            told["credentials"] = error.message
    return told


def geary(password):
    """Runs until it is killed."""
    text = config("~/.config/geary/account_01/geary.ini")
    host, login = (re.search(rf"\[Incoming\].*?^{key}=(\S+)$", text,
                             re.M | re.S).group(1)
                   for key in ("host", "login"))
    store("org.gnome.Geary", password, proto="IMAP", host=host, login=login)
    subprocess.run(["geary", "--debug"], check=False)
    return {}


def main():
    os.environ["XDG_CURRENT_DESKTOP"] = "GNOME"
    start_keyring()
    told = {"goa": goa, "geary": geary}[sys.argv[1]](sys.stdin.read())
    with open(sys.argv[2], "w", encoding="utf-8") as out:
        json.dump(told, out)


main()
