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

DEAD = (("imap", "gone", 993, "SSL"), ("smtp", "gone", 465, "SSL"))


@dataclass
class Domain:
    name: str
    # What a published document says: (protocol, host label, port, socket).
    offers: tuple = TLS
    # Where it is published: see PLACES of nginx.py.
    web: tuple = ("autoconfig",)
    # SRV records as (service, port, target); target None: the own host.
    srv: tuple = ()
    # TXT records as (label, text); label "" is the domain itself.
    txt: tuple = ()
    # Who answers to Microsoft's autodiscover, as (host label, what):
    # a word of ANSWERS, a status, a URL to redirect to, or
    # ("url" or "address", where to) for a redirect in the document.
    autodiscover: tuple = ()
    # It answers after a login (HTTP Basic): of anna, or of nobody.
    basic: str | None = None
    mx: str = "10 smtp.{d}."
    # Its own name servers; then it is a zone of its own.
    ns: tuple = ()
    certificate: str = "others/good"
    web_certificate: str = "others/good"
    # The Dovecot it runs on; None: nothing listens there.
    engine: str | None = "main"
    tls: bool = True
    clear_login: bool = False
    smtp_auth: bool = True
    # Its Postfix takes mail for it; more options of that.
    delivers: bool = True
    postfix: tuple = ()
    username: str = "%EMAILADDRESS%"
    aaaa: str | None = None
    # Web servers that take a connection and never say a word.
    silent: tuple = ()
    # Of the JSON document, in the names: right, stale; None: none.
    digest: str | None = "right"
    hosts: tuple = ("imap", "pop", "smtp")
    # A zone of its own that is signed: good, expired, altered; None: not.
    dnssec: str | None = None
    # More lines of the zone file; {d} is the domain, {web} the web server.
    records: tuple = ()
    address: str = field(default="", init=False)

    def host_names(self):
        return [f"{label}.{self.name}" for label in self.hosts]

    def web_names(self):
        return [self.name, f"autoconfig.{self.name}",
                f"ua-auto-config.{self.name}"] + (
                    [f"autodiscover.{self.name}"]
                    if "fresh-autodiscover" in self.web else []) + (
                    [f"ispdb.{self.name}"] if "ispdb" in self.web else [])\
            + [f"conf.{self.name}" for x in self.web if x.startswith("conf")]\
            + [x for x in self.autodiscover_names() if x != self.name]\
            + [f"autodiscover.{self.name}" for x in self.web
               if x.startswith("v2")]

    def silent_names(self):
        return [f"{label}.{self.name}" if label else self.name
                for label in self.silent]

    def autodiscover_names(self):
        return [f"{label}.{self.name}" if label else self.name
                for label, _ in self.autodiscover]

    def login(self, local="anna"):
        if self.username == "%EMAILLOCALPART%":
            return local
        return f"{local}@{self.name}"


def srv_tls(domain):
    """The three SRV records of implicit TLS that point into domain."""
    return (("_imaps", 993, f"imap.{domain}."),
            ("_pop3s", 995, f"pop.{domain}."),
            ("_submissions", 465, f"smtp.{domain}."))


def srv_all(domain):
    """All six: implicit TLS, and that nothing else is offered."""
    return srv_tls(domain) + (("_imap", 0, "."), ("_pop3", 0, "."),
                              ("_submission", 0, "."))


GOOD = "hafen.test"
FOUND = "adfound.test"
AUTODISCOVER = "/autodiscover/autodiscover.xml"
ELSEWHERE = f"https://autodiscover.{FOUND}{AUTODISCOVER}"

# Web servers of a domain, and what they publish.
EVERYWHERE = (("ua-auto-config", "pacc"), ("autoconfig", "autoconfig"),
              ("", "well-known"), ("ispdb", "ispdb"))

# Certificates the servers show, kinds of ca.py.
KINDS = ("good", "expiring", "expired", "not-yet-valid", "self-signed",
         "wrong-name", "missing-intermediate", "untrusted-root",
         "intercepted", "no-san")

# Certificates of their own: the names in them.
OWN = {
    "carrier": ("imap.carrier.test", "pop.carrier.test", "smtp.carrier.test",
                "outside.test", "_imaps.srvid.test",
                "_POP3.srvid.test", "_submission.SRVid.test"),
    "bare": ("bare.test",),
    "bareweb": ("bareweb.test",),
    "registry": ("*.co.uk",),
}

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
    # Logins that may not send: the address is another's; nothing is passed
    # on; a limit below any letter; put off.
    Domain("notowner.test", postfix=(
        "smtpd_sender_restrictions=reject_sender_login_mismatch",)),
    Domain("norelay.test", delivers=False, postfix=(
        "smtpd_relay_restrictions=reject_unauth_destination",)),
    Domain("tiny.test", postfix=("message_size_limit=2000",)),
    Domain("putoff.test", postfix=(
        "smtpd_recipient_restrictions="
        "check_recipient_access static:{450 4.7.1 Greylisted}",)),
    Domain("v6refused.test", aaaa="::1"),
    # Discovery.
    Domain("srv.test", web=(), srv=srv_tls("srv.test")),
    Domain("foreign.test", web=(), srv=srv_tls(GOOD), hosts=()),
    Domain("popoff.test", web=(), srv=(
        ("_imaps", 993, "imap.popoff.test."), ("_pop3s", 0, "."),
        ("_submissions", 465, "smtp.popoff.test."))),
    # What else a domain names: calendars with a path, contacts without TLS,
    # filters.
    Domain("services.test", srv=(
        ("_caldavs", 443, "dav.services.test."),
        ("_carddav", 80, "dav.services.test."),
        ("_sieve", 4190, "imap.services.test.")),
        txt=(("_caldavs._tcp", "Path=/dav/"),)),
    # Documents that name a calendar or Exchange, and no mail.
    Domain("others.test", web=("autoconfig-others",), mx="", hosts=(), engine=None,
           autodiscover=(("autodiscover", "exchange"),)),
    # A TXT record tells where the document lies: one, elsewhere, of two the
    # first, and places that are no good.
    Domain("mailconf.test", web=("conf",), txt=(
        ("", "mailconf=https://conf.mailconf.test/mail.xml"),)),
    Domain("mailconfaway.test", web=("conf-away",), hosts=(), txt=(
        ("", "mailconf=https://conf.mailconfaway.test/mail.xml"),)),
    Domain("mailconftwo.test", web=("conf",), txt=(
        ("", "mailconf=https://zzz.mailconftwo.test/mail.xml"),
        ("", "mailconf=https://conf.mailconftwo.test/mail.xml"))),
    Domain("mailconfhttp.test", web=("conf-http",), hosts=(), txt=(
        ("", "mailconf=http://conf.mailconfhttp.test/mail.xml"),)),
    *(Domain(f"mailconf{kind}.test", web=(f"conf-{kind}",), hosts=(), txt=(
        ("", f"mailconf=https://conf.mailconf{kind}.test/mail.xml"),))
      for kind in ("page", "down", "circle", "endless", "long", "bomb",
                   "cut")),
    # SRV says no where the domain's own https says yes.
    Domain("popdoubt.test", srv=(("_pop3s", 0, "."), ("_pop3", 0, "."))),
    Domain("guess.test", web=()),
    Domain("http.test", web=("http",)),
    Domain("mxonly.test", web=(), mx=f"10 mx.{GOOD}.", hosts=()),
    Domain("json.test", web=()),
    Domain("webexpired.test", web_certificate="others/expired",
           srv=srv_tls("webexpired.test")),
    # Behind a spam filter that tells nothing of the provider.
    Domain("nshint.test", web=(), mx="10 mx.filter.test.", hosts=(),
           engine=None, ns=("ns1.dns.hint.test", "ns2.dns.hint.test")),
    Domain("spfhint.test", web=(), mx="10 mx.filter.test.", hosts=(),
           engine=None, txt=(("", "v=spf1 ip4:192.0.2.1 "
                              "include:spf.protection.outlook.com -all"),)),
    Domain("nullmx.test", web=(), mx="0 .", hosts=(), engine=None),
    # Autodiscover: what nothing else names.
    Domain(FOUND, web=(), autodiscover=(("autodiscover", "settings"),)),
    # It confirms what plain DNS says.
    Domain("adsure.test", web=(), srv=srv_tls(GOOD), hosts=(),
           autodiscover=(("autodiscover", "elsewhere"),)),
    Domain("adinside.test", web=(), autodiscover=(
        ("", f"https://autodiscover.adinside.test{AUTODISCOVER}"),
        ("autodiscover", "settings"))),
    Domain("adlogin.test", web=(), autodiscover=(
        ("", 401), ("autodiscover", "settings"))),
    Domain("adback.test", web=(), autodiscover=(
        ("", f"https://autodiscover.adaway.test{AUTODISCOVER}"),
        ("autodiscover", "settings"))),
    *(Domain(name, web=(), hosts=(), engine=None, mx="", srv=srv,
             autodiscover=places) for name, srv, places in (
        ("adforeign.test", (), (("", ELSEWHERE),)),
        ("adaway.test", (), (
            ("autodiscover",
             f"https://autodiscover.adback.test{AUTODISCOVER}"),)),
        ("adurl.test", (), (("", ("url", ELSEWHERE)),)),
        ("adaddress.test", (), (("", ("address", f"vera@{FOUND}")),)),
        ("adcircle.test", (), (
            ("", f"https://autodiscover.adcircle.test{AUTODISCOVER}"),
            ("autodiscover",
             ("url", f"https://adcircle.test{AUTODISCOVER}")))),
        ("adendless.test", (), (
            ("", "https://adendless.test$uri/autodiscover"),)),
        ("adhttp.test", (), (
            ("", f"http://autodiscover.{FOUND}{AUTODISCOVER}"),)),
        ("ad401.test", (), (("", 401), ("autodiscover", 404))),
        ("adpage.test", (), (("", "page"),)),
        ("adbomb.test", (), (("", "bomb"),)),
        ("adsrv.test", (
            ("_autodiscover", 443, f"autodiscover.{FOUND}."),), ()))),
    # To guess: rarer names and the exchanger; servers that no one can trust.
    Domain("guessrare.test", web=(), hosts=("imaps", "smtps", "post"),
           mx="10 post.{d}."),
    Domain("guessbad.test", web=(), certificate="others/self-signed"),
    # Plain http leads on: elsewhere, into the domain, not by a 302, back to
    # http; who answers to https is not asked by http.
    Domain("adplain.test", web=("ad-away",), hosts=()),
    Domain("adplainown.test", web=("ad-inside",),
           autodiscover=(("ad", "settings"),)),
    # Below it anybody registers names: who answers need not be its own.
    Domain("co.uk"),
    Domain("wildcard.co.uk", web=("well-known",), hosts=(), engine=None,
           mx="", web_certificate="registry/good"),
    # They lead to somebody's page inside the domain, which names others.
    Domain("adplainuser.test", web=("ad-user",), hosts=(),
           autodiscover=(("ad", "elsewhere"),)),
    Domain("adsrvuser.test", web=(), hosts=(), mx="",
           srv=(("_autodiscover", 443, "users.adsrvuser.test."),),
           autodiscover=(("users", "elsewhere"),)),
    Domain("adplain301.test", web=("ad-301",), hosts=()),
    Domain("adplainhttp.test", web=("ad-http",), hosts=()),
    Domain("adplain401.test", web=("ad-away",), hosts=(),
           autodiscover=(("", 401),)),
    # A login is wanted first, and no other source knows a server: it is
    # right, it never is, it leads to another host, a stranger wants it, and
    # somebody's page that an SRV record chose does; SRV knows all of it.
    Domain("basic.test", web=(), basic="anna",
           autodiscover=(("autodiscover", "settings"),)),
    Domain("basicno.test", web=(), basic="nobody",
           autodiscover=(("autodiscover", "settings"),)),
    Domain("basicaway.test", web=(), hosts=(), engine=None, basic="anna",
           autodiscover=(("autodiscover", ELSEWHERE),)),
    Domain("basicurl.test", web=(), hosts=(), engine=None, basic="anna",
           autodiscover=(("autodiscover", ("url", ELSEWHERE)),)),
    Domain("basicforeign.test", web=(), hosts=(), engine=None,
           autodiscover=(
               ("", f"https://autodiscover.basicno.test{AUTODISCOVER}"),)),
    Domain("basicsrv.test", web=(), hosts=(), engine=None, basic="anna",
           srv=(("_autodiscover", 443, "users.basicsrv.test."),),
           autodiscover=(("users", "settings"),)),
    Domain("basicknown.test", web=(), basic="anna",
           srv=srv_tls("basicknown.test"), mx="0 basicknown-test.mail."
           "protection.outlook.com.",
           autodiscover=(("autodiscover", "settings"),)),
    # Version 2: where the mailbox lies.
    *(Domain(f"ms{kind}.test", web=(f"v2-{kind}",), hosts=(), engine=None)
      for kind in ("found", "moved", "other", "error", "page", "long",
                   "down")),
    Domain("msbroken.test", web=("v2-found",), hosts=(), engine=None,
           web_certificate="others/expired"),
    Domain("msexchange.test", web=("v2-found",), hosts=(), engine=None,
           mx="0 msexchange-test.mail.protection.outlook.com."),
    Domain("empty.test", web=(), mx="", hosts=(), engine=None),
    # Signed by DNSSEC: records that lead elsewhere are the domain's word.
    Domain("signed.test", web=(), srv=srv_tls(GOOD), hosts=(),
           dnssec="good"),
    Domain("signedmx.test", web=(), mx=f"10 mx.{GOOD}.", hosts=(),
           dnssec="good"),
    Domain("bogus.test", web=(), srv=srv_tls(GOOD), hosts=(),
           dnssec="expired"),
    Domain("altered.test", web=(), srv=srv_tls(GOOD), hosts=(),
           dnssec="altered"),
    # Servers outside the domain, whose certificate names the domains they
    # serve: by the name, and by the names of its services.
    Domain("carrier.test", web=(), certificate="carrier/good"),
    Domain("outside.test", web=(), srv=srv_tls("carrier.test"), hosts=()),
    Domain("srvid.test", web=(), srv=srv_tls("carrier.test"), hosts=()),
    Domain("another.test", web=(), srv=srv_tls("carrier.test"), hosts=()),
    # A certificate for the domain, and for none of its servers.
    Domain("bare.test", web=(), srv=srv_tls("bare.test"),
           certificate="bare/good"),
    Domain("bareweb.test", srv=(), certificate="bareweb/good"),
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
    # Published and not there: names that do not exist, a host without mail,
    # wrong ports, one protocol alone; and SRV that autodiscover corrects.
    Domain("deadname.test", offers=DEAD, hosts=("mail",), mx="10 mail.{d}."),
    Domain("deadhost.test", offers=DEAD, hosts=("mail",),
           records=("gone.{d}. IN A {web}",)),
    Domain("deadport.test", offers=(
        ("imap", "mail", 994, "SSL"), ("smtp", "mail", 466, "SSL")),
           hosts=("mail",)),
    Domain("deadimap.test", offers=DEAD[:1] + TLS[2:],
           hosts=("mail", "smtp")),
    Domain("deadsrv.test", web=(), srv=(
        ("_imaps", 993, "gone.deadsrv.test."),
        ("_submissions", 465, "gone.deadsrv.test.")),
           autodiscover=(("autodiscover", "settings"),)),
    Domain("deadall.test", offers=DEAD, hosts=(), engine=None, mx=""),
    # The JSON document: several digests, one of them right; an old digest;
    # none; a page for people; elsewhere; a right digest of a wrong document.
    Domain("pacc.test", web=("pacc",)),
    Domain("paccstale.test", web=("pacc", "autoconfig"), digest="stale"),
    Domain("paccbare.test", web=("pacc",), digest=None),
    Domain("pacchtml.test", web=("pacc-html",)),
    Domain("paccmoved.test", web=("pacc-moved",)),
    Domain("paccxml.test", web=("pacc-xml",)),
    # Autoconfig and SRV name different servers.
    Domain("conflict.test", srv=srv_tls("conflict.test")[1:] + (
        ("_imaps", 993, "mail.conflict.test."),),
           hosts=("imap", "pop", "smtp", "mail")),
    # Every source has it, and one of them keeps silent.
    *(Domain(f"late{label or 'well-known'}.test",
             web=tuple(kind for host, kind in EVERYWHERE if host != label),
             mx="10 mx.listed.test.", silent=(label,),
             srv=srv_tls(f"late{label or 'well-known'}.test"))
      for label, _ in EVERYWHERE),
    # The only source that answers is SRV: to its own servers, or to others.
    Domain("latesrv.test", web=(), silent=("autoconfig",),
           srv=srv_tls("latesrv.test")),
    Domain("lateforeign.test", web=(), hosts=(), silent=("autoconfig",),
           srv=srv_tls(GOOD)),
    # Nobody answers; the usual names exist.
    Domain("lateguess.test", web=(), silent=("autoconfig",)),
    # Its servers accept the connection and never say a word.
    Domain("silent.test", engine="silent"),
    Domain("silentstarttls.test", engine="silent", offers=STARTTLS),
    # Its servers do not answer at all, as behind a firewall.
    Domain("filtered.test", engine="filtered"),
    # What a domain publishes, checked: everything right; nothing yet, with
    # web servers that wait for the files; and one mistake each.
    Domain("perfect.test", web=("pacc", "autoconfig", "well-known"),
           srv=srv_all("perfect.test"),
           autodiscover=(("autodiscover", "settings"),)),
    Domain("fresh.test", web=("fresh-autoconfig", "fresh-well-known",
                              "fresh-pacc", "fresh-autodiscover")),
    Domain("linttype.test", web=("autoconfig-type",)),
    Domain("linthtml.test", web=("autoconfig-html",)),
    Domain("lintvalue.test", web=("autoconfig-port",)),
    Domain("lintplace.test", web=("autoconfig-place",)),
    # As reported of a domain: the record of IMAP has the port of POP3.
    Domain("lintwrong.test", web=(), srv=(
        ("_imaps", 995, "imap.lintwrong.test."),
        ("_submission", 587, "smtp.lintwrong.test."))),
    Domain("lintbom.test", web=("autoconfig-bom",)),
    Domain("lintpage.test", web=("autoconfig-page",)),
    Domain("lintasks.test", web=("autoconfig-asks",)),
    Domain("lintmute.test", web=("autoconfig-mute",)),
    Domain("lintother.test", web=("autoconfig-other",)),
    Domain("lintloop.test", web=("autoconfig-loop",)),
    Domain("lintcert.test", web_certificate="others/wrong-name"),
    Domain("linthang.test", web=("autoconfig-hang",), engine="silent"),
    Domain("linthttp.test", web=("http", "autoconfig"),
           web_certificate="others/expired"),
    Domain("lintcname.test", srv=(("_imaps", 993, "mail.lintcname.test."),),
           records=("mail.{d}. IN CNAME imap.{d}.",)),
    Domain("lintports.test", srv=(
        ("_submission", 465, "smtp.lintports.test."),
        ("_imaps", 993, "gone.lintports.test."))),
    Domain("lintdrift.test", srv=srv_tls(GOOD)),
    Domain("lintnopop.test", srv=(("_pop3s", 0, "."), ("_pop3", 0, "."))),
    Domain("lintbare.test", web=(), mx="", hosts=(), engine=None, records=(
        '_ua-auto-config.{d}. IN TXT "v=UAAC1; a=sha256; d=abc"',)),
    Domain("lintmoved.test", web=(), srv=srv_tls(GOOD), hosts=(),
           mx=f"10 mx.{GOOD}.",
           records=("autoconfig.{d}. IN CNAME autoconfig.oldhoster.test.",
                    "autoconfig.oldhoster.test. IN A {web}")),
    Domain("lintwild.test", web=(), mx="", hosts=(), engine=None,
           records=("*.{d}. IN A {web}",)),
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
            + "".join(servers) + (
                f'  <documentation url="https://help.{domain.name}/"/>\n'
                if domain.name == "httponly.test" else "") +
            ' </emailProvider>\n</clientConfig>\n')


def elsewhere(domain):
    """The same for the servers of another domain."""
    return autoconfig(domain).replace(
        f".{domain.name}</hostname>", f".{GOOD}</hostname>")


def others(domain):
    """A calendar, and no mail."""
    return ('<clientConfig version="1.2"><emailProvider '
            f'id="{domain.name}"><calendar type="caldav">'
            f'<url>https://dav.{domain.name}/anna/</url></calendar>'
            '</emailProvider></clientConfig>\n')


def long_document(domain):
    """300 KiB of it."""
    return autoconfig(domain) + f"<!-- {300 * 1024 * 'x'} -->\n"


def cut_document(domain):
    return autoconfig(domain)[:200]


def bomb(_domain):
    return BOMB.replace("Autodiscover", "clientConfig")


def microsoft(host):
    """Where version 2 of autodiscover says that a mailbox lies."""
    return lambda _domain: json.dumps({
        "Protocol": "Autodiscoverv1",
        "Url": f"https://{host}{AUTODISCOVER}"}) + "\n"


def microsoft_error(_domain):
    return '{"ErrorCode": "UserNotFound", "ErrorMessage": "nobody"}\n'


def microsoft_long(_domain):
    return f'{{"Url": "https://{300 * 1024 * "x"}/"}}\n'


def pacc(domain):
    """The JSON document of a domain, as UTF-8 text."""
    return json.dumps({
        "protocols": {"submit" if p == "smtp" else p:
                      {"host": f"{label}.{domain.name}"}
                      for p, label, _, _ in domain.offers},
        "authentication": {"password": True},
        "info": {"provider": {"name": f"Post von {domain.name}"}},
    }, indent=1) + "\n"


NAMESPACE = "http://schemas.microsoft.com/exchange/autodiscover/"
ANSWER = ('<?xml version="1.0" encoding="utf-8"?>\n'
          f'<Autodiscover xmlns="{NAMESPACE}responseschema/2006">\n'
          f'<Response xmlns="{NAMESPACE}outlook/responseschema/2006a">\n'
          '<Account>\n<AccountType>email</AccountType>\n{}</Account>\n'
          '</Response>\n</Autodiscover>\n')


def entity(name):
    return f"&{name};"


BOMB = ('<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {x} "{10 * entity(y)}">'
                  for x, y in zip("bcdefghi", "abcdefgh"))
        + ']>\n<Autodiscover>&i;</Autodiscover>\n')


def autodiscover(domain, what):
    """The document that answers; None for what is no document."""
    if what == "page":
        return "<!doctype html><html><body>Guten Tag</body></html>\n"
    if what == "bomb":
        return BOMB
    if what in ("settings", "elsewhere"):
        name = domain.name if what == "settings" else GOOD
        return ANSWER.format("<Action>settings</Action>\n" + "".join(
            "<Protocol>"
            f"<Type>{kind.upper()}</Type>"
            f"<Server>{label}.{name}</Server><Port>{port}</Port>"
            "<SPA>off</SPA><SSL>on</SSL><AuthRequired>on</AuthRequired>"
            "</Protocol>\n"
            for kind, label, port, _ in domain.offers))
    if what == "exchange":
        return ANSWER.format(
            "<Action>settings</Action>\n<Protocol><Type>EXCH</Type>"
            f"<EwsUrl>https://ews.{domain.name}/EWS/Exchange.asmx</EwsUrl>"
            "</Protocol>\n")
    if isinstance(what, tuple):
        kind, where = what
        name = "RedirectUrl" if kind == "url" else "RedirectAddr"
        action = name[0].lower() + name[1:]
        return ANSWER.format(f"<Action>{action}</Action>\n"
                             f"<{name}>{where}</{name}>\n")
    return None
