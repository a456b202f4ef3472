"""The mail domains of the test provider: what each publishes and shows.

Every domain stands for one situation a customer can be in. They share one
set of servers; each has an address of its own, so that the standard ports
can be used and certificate, TLS and login rules can differ.
"""

import json
from dataclasses import dataclass, field

TLS = (("imap", "imap", 993, "SSL"), ("pop3", "pop", 995, "SSL"),
       ("smtp", "smtp", 465, "SSL"))
STARTTLS = (("imap", "imap", 143, "STARTTLS"),
            ("pop3", "pop", 110, "STARTTLS"),
            ("smtp", "smtp", 587, "STARTTLS"))
PLAIN = (("imap", "imap", 143, "plain"), ("pop3", "pop", 110, "plain"),
         ("smtp", "smtp", 587, "plain"))


@dataclass
class Domain:
    name: str
    # What a published document says: (protocol, host label, port, socket).
    offers: tuple = TLS
    # Where it is published: see PLACES of nginx.py.
    web: tuple = ("autoconfig",)
    # SRV records as (service, port, target); target None: the own host.
    srv: tuple = ()
    mx: str = "10 smtp.{d}."
    certificate: str = "others/good"
    web_certificate: str = "others/good"
    # The Dovecot it runs on; None: nothing listens there.
    engine: str | None = "main"
    tls: bool = True
    clear_login: bool = False
    smtp_auth: bool = True
    username: str = "%EMAILADDRESS%"
    aaaa: str | None = None
    # Of the JSON document, in the names: right, stale; None: none.
    digest: str | None = "right"
    hosts: tuple = ("imap", "pop", "smtp")
    address: str = field(default="", init=False)

    def host_names(self):
        return [f"{label}.{self.name}" for label in self.hosts]

    def web_names(self):
        return [self.name, f"autoconfig.{self.name}",
                f"ua-auto-config.{self.name}"] + (
                    [f"ispdb.{self.name}"] if "ispdb" in self.web else [])

    def login(self, local="anna"):
        if self.username == "%EMAILLOCALPART%":
            return local
        return f"{local}@{self.name}"


def srv_tls(domain):
    """The three SRV records of implicit TLS that point into domain."""
    return (("_imaps", 993, f"imap.{domain}."),
            ("_pop3s", 995, f"pop.{domain}."),
            ("_submissions", 465, f"smtp.{domain}."))


GOOD = "hafen.test"

# Certificates the servers show, kinds of ca.py.
KINDS = ("good", "expiring", "expired", "not-yet-valid", "self-signed",
         "wrong-name", "missing-intermediate", "untrusted-root",
         "intercepted", "no-san")

DOMAINS = [
    # Everything as it should be.
    Domain(GOOD, certificate="hafen/good",
           web_certificate="hafen/good", web=("autoconfig", "well-known"),
           srv=srv_tls(GOOD)),
    Domain("starttls.test", offers=STARTTLS),
    Domain("scram.test", engine="scram"),
    Domain("wellknown.test", web=("well-known",)),
    Domain("lokal.test", username="%EMAILLOCALPART%"),
    Domain("xn--mller-kva.test"),
    # Certificates.
    Domain("expiring.test", certificate="others/expiring"),
    Domain("expired.test", certificate="others/expired"),
    Domain("future.test", certificate="others/not-yet-valid"),
    Domain("selfsigned.test", certificate="others/self-signed"),
    Domain("wrongname.test", certificate="others/wrong-name"),
    Domain("incomplete.test", certificate="others/missing-intermediate"),
    Domain("unknownroot.test", certificate="others/untrusted-root"),
    Domain("intercepted.test", certificate="others/intercepted"),
    Domain("nosan.test", certificate="others/no-san"),
    # TLS.
    Domain("oldtls.test", engine="oldtls"),
    Domain("notls.test", offers=STARTTLS, tls=False),
    Domain("plain.test", offers=PLAIN, tls=False, clear_login=True),
    Domain("leaky.test", offers=STARTTLS, clear_login=True),
    # Settings that do not fit the server.
    Domain("closed.test", engine=None),
    Domain("sslport143.test", offers=(
        ("imap", "imap", 143, "SSL"), ("smtp", "smtp", 465, "SSL"))),
    Domain("starttlsport993.test", offers=(
        ("imap", "imap", 993, "STARTTLS"), ("smtp", "smtp", 465, "SSL"))),
    Domain("swapped.test", offers=(
        ("imap", "imap", 995, "SSL"), ("smtp", "smtp", 465, "SSL"))),
    Domain("noauth.test", smtp_auth=False),
    Domain("tempfail.test", engine="broken"),
    Domain("v6refused.test", aaaa="::1"),
    # Discovery.
    Domain("srv.test", web=(), srv=srv_tls("srv.test")),
    Domain("foreign.test", web=(), srv=srv_tls(GOOD), hosts=()),
    Domain("popoff.test", web=(), srv=(
        ("_imaps", 993, "imap.popoff.test."), ("_pop3s", 0, "."),
        ("_submissions", 465, "smtp.popoff.test."))),
    # SRV says no where the domain's own https says yes.
    Domain("popdoubt.test", srv=(("_pop3s", 0, "."), ("_pop3", 0, "."))),
    Domain("guess.test", web=()),
    Domain("http.test", web=("http",)),
    Domain("mxonly.test", web=(), mx=f"10 mx.{GOOD}.", hosts=()),
    Domain("json.test", web=()),
    Domain("webexpired.test", web_certificate="others/expired",
           srv=srv_tls("webexpired.test")),
    Domain("nullmx.test", web=(), mx="0 .", hosts=(), engine=None),
    Domain("empty.test", web=(), mx="", hosts=(), engine=None),
    # Over plain http, as https shows a bad certificate; sent elsewhere from
    # there; https that leads back to http.
    Domain("httponly.test", web=("http", "autoconfig"),
           web_certificate="others/expired"),
    Domain("httpmoved.test", web=("http-moved", "autoconfig"),
           web_certificate="others/expired"),
    Domain("downgrade.test", web=("http", "https-to-http")),
    # A public database knows it, and those whose exchanger it runs.
    Domain("listed.test", web=("ispdb",)),
    Domain("listedmx.test", web=(), mx="10 mx.listed.test.", hosts=()),
    # The JSON document: several digests, one of them right; an old digest;
    # none; a page for people; elsewhere; a right digest of a wrong document.
    Domain("pacc.test", web=("pacc",)),
    Domain("paccstale.test", web=("pacc", "autoconfig"), digest="stale"),
    Domain("paccbare.test", web=("pacc",), digest=None),
    Domain("pacchtml.test", web=("pacc-html",)),
    Domain("paccmoved.test", web=("pacc-moved",)),
    Domain("paccxml.test", web=("pacc-xml",)),
    # Its servers accept the connection and never say a word.
    Domain("silent.test", engine="silent"),
    Domain("silentstarttls.test", engine="silent", offers=STARTTLS),
    # Its servers do not answer at all, as behind a firewall.
    Domain("filtered.test", engine="filtered"),
]


def autoconfig(domain):
    """The autoconfig document of a domain, as UTF-8 text."""
    servers = []
    for protocol, label, port, socket in domain.offers:
        way = "outgoing" if protocol == "smtp" else "incoming"
        servers.append(
            f'  <{way}Server type="{protocol}">\n'
            f'   <hostname>{label}.{domain.name}</hostname>\n'
            f'   <port>{port}</port>\n'
            f'   <socketType>{socket}</socketType>\n'
            '   <authentication>password-cleartext</authentication>\n'
            f'   <username>{domain.username}</username>\n'
            f'  </{way}Server>\n')
    return ('<?xml version="1.0" encoding="UTF-8"?>\n'
            '<clientConfig version="1.1">\n'
            f' <emailProvider id="{domain.name}">\n'
            f'  <domain>{domain.name}</domain>\n'
            f'  <displayName>Post von {domain.name}</displayName>\n'
            + "".join(servers) +
            ' </emailProvider>\n</clientConfig>\n')


def pacc(domain):
    """The JSON document of a domain, as UTF-8 text."""
    return json.dumps({
        "protocols": {"submit" if p == "smtp" else p:
                      {"host": f"{label}.{domain.name}"}
                      for p, label, _, _ in domain.offers},
        "authentication": {"password": True},
        "info": {"provider": {"name": f"Post von {domain.name}"}},
    }, indent=1) + "\n"
