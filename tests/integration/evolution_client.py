"""What Evolution does with its accounts, without its windows.

	python3 evolution_client.py UID FILE < password

Reads the sources of an account as Evolution does, from the registry of
evolution-data-server, configures its mail library (Camel) with them, fetches
the inbox, sends a message to the own address, and writes what it did and
read into FILE as JSON.
"""

import json
import os
import sys

import gi

gi.require_version("Camel", "1.2")
gi.require_version("EDataServer", "1.2")

from gi.repository import Camel, EDataServer             # noqa: E402

EXTENSIONS = {
    "Authentication": ("host", "port", "user", "method"),
    "Security": ("method",),
    "Mail Account": ("backend_name", "identity_uid", "archive_folder"),
    "Mail Transport": ("backend_name",),
    "Mail Identity": ("address", "name"),
    "Mail Submission": ("transport_uid", "sent_folder", "use_sent_folder"),
    "Mail Composition": ("drafts_folder",),
}


class Session(Camel.Session):
    """Camel asks it for passwords."""

    password = ""

    def do_authenticate_sync(self, service, mechanism, cancellable):
        service.set_password(self.password)
        result = service.authenticate_sync(mechanism, cancellable)
        return result == Camel.AuthenticationResult.ACCEPTED

    def do_trust_prompt(self, *_):
        return Camel.CertTrust.NEVER


def read(source):
    found = {"display_name": source.get_display_name(),
             "enabled": source.get_enabled(), "parent": source.get_parent()}
    for name, keys in EXTENSIONS.items():
        if source.has_extension(name):
            extension = source.get_extension(name)
            found[name] = {k: extension.get_property(k.replace("_", "-"))
                           for k in keys}
    return found


def add_service(session, source, extension, kind):
    backend = source.get_extension(extension).get_backend_name()
    service = session.add_service(source.get_uid(), backend, kind)
    source.camel_configure_service(service)
    return service


def settings_of(service):
    settings = service.ref_settings()
    return {p.name: settings.get_property(p.name)
            for p in settings.list_properties()
            if p.value_type.name in ("gchararray", "gboolean", "gint",
                                     "guint")}


def fetch(store, settings):
    if isinstance(store, Camel.OfflineStore):
        store.set_online_sync(True, None)
    store.connect_sync(None)
    folder = store.get_inbox_folder_sync(None)
    # An IMAP folder learns of its messages with the second look.
    folder.refresh_info_sync(None)
    folder.refresh_info_sync(None)
    uids = list(folder.get_uids())
    found = sorted(folder.get_message_sync(uid, None).get_subject()
                   for uid in uids)
    # As Evolution does after fetching; Camel looks at the days itself.
    leave = settings.get("keep-on-server", True)
    for uid in [] if leave else uids:
        folder.set_message_flags(uid, Camel.MessageFlags.DELETED,
                                 Camel.MessageFlags.DELETED)
    folder.synchronize_sync(not leave, None)
    store.disconnect_sync(True, None)
    return found


def send(transport, identity):
    me = Camel.InternetAddress()
    me.add(identity["name"], identity["address"])
    message = Camel.MimeMessage()
    message.set_subject("Gruss")
    message.set_from(me)
    message.set_recipients("To", me)
    message.set_content(b"Moin.\n", "text/plain")
    transport.connect_sync(None)
    transport.send_to_sync(message, me, me, None)
    transport.disconnect_sync(True, None)


def main():
    Camel.init(os.path.expanduser("~/nss"), False)
    Camel.provider_init()
    EDataServer.SourceCamel.register_types()
    registry = EDataServer.SourceRegistry.new_sync(None)
    mail = registry.ref_source(sys.argv[1])
    account = read(mail)
    identity_source = registry.ref_source(
        account["Mail Account"]["identity_uid"])
    identity = read(identity_source)
    smtp = registry.ref_source(identity["Mail Submission"]["transport_uid"])
    told = {"mail": account, "identity": identity, "smtp": read(smtp)}
    Session.password = sys.stdin.read()
    session = Session(user_data_dir=os.path.expanduser("~/data"),
                      user_cache_dir=os.path.expanduser("~/cache"))
    session.set_online(True)
    store = add_service(session, mail, "Mail Account",
                        Camel.ProviderType.STORE)
    transport = add_service(session, smtp, "Mail Transport",
                            Camel.ProviderType.TRANSPORT)
    told["settings"] = settings_of(store)
    # Filters are a matter of the windows.
    store.ref_settings().set_property("filter-inbox", False)
    if Session.password:
        told["fetched"] = fetch(store, told["settings"])
        send(transport, identity["Mail Identity"])
    with open(sys.argv[2], "w", encoding="utf-8") as out:
        json.dump(told, out)


main()
