#!/usr/bin/env python3
"""The rarer sources of settings, and whom each of them may not believe."""

import os

import harness
from domains import PLAIN, Domain, autoconfig

bench = harness.begin()
tap, provider = bench.tap, bench.provider


def source(report, name):
    for found in report.get("sources", []):
        if found.get("source") == name:
            return found
    return {}


def said(report, name):
    found = source(report, name)
    return found.get("outcome"), found.get("trust"), found.get("detail")


def logged_in(report):
    return {e["protocol"] for e in report.get("endpoints", [])
            if e.get("login", {}).get("result") == "ok"}


def attempts(user):
    """Lines of the servers' logs that speak of a login of user."""
    lines = provider.log("dovecot-main").split("\n")
    lines += provider.log("postfix").split("\n")
    return [x for x in lines if user in x]


# A file of this machine is believed before all others, and needs no network.
folder = bench.path("config/postlotse/isp")
os.makedirs(folder)
system = bench.path("xdg/postlotse/isp")
os.makedirs(system)
CONFIG = {"XDG_CONFIG_HOME": bench.path("config"),
          "XDG_CONFIG_DIRS": f"relative:{bench.path('xdg')}"}


def put(place, name, text):
    with open(f"{place}/{name}.xml", "w", encoding="utf-8") as out:
        out.write(text)


put(folder, "guess.test", autoconfig(Domain("guess.test")))
put(folder, "gmx.de", autoconfig(Domain("hafen.test")))
put(system, "guess.test", autoconfig(Domain("elsewhere.test")))
put(system, "system.test", autoconfig(Domain("system.test")))
put(folder, "broken.test", "<clientConfig>")
put(folder, "plain.test", autoconfig(Domain("plain.test", offers=PLAIN)))
os.mkfifo(f"{folder}/pipe.test.xml")

run = bench.check("guess.test", env=CONFIG)
tap.same((said(run.report, "local-file"),
          source(run.report, "local-file").get("url")),
         (("found", "T0", ""), f"{folder}/guess.test.xml"),
         "guess.test: found in the user's file", run)
tap.same(logged_in(run.report), {"imap", "pop3", "smtp"},
         "guess.test: logged in", run)
run = bench.run("discover", "anna@gmx.de", "--json", "--offline",
                env=CONFIG)
tap.same({(e["host"], tuple(e["sources"]))
          for e in run.report.get("endpoints", []) if e["trust"] == "T0"},
         {(f"{x}.hafen.test", ("local-file",))
          for x in ("imap", "pop", "smtp")},
         "gmx.de: the file stands before the database", run)
tap.same([e["trust"] for e in run.report["endpoints"]
          if e["protocol"] == "imap"][0], "T0",
         "gmx.de: the file's servers come first", run)
tap.same([s["source"] for s in run.report["sources"]],
         ["local-file", "provider-database"],
         "--offline asks the file and the database, and nobody else", run)
run = bench.run("discover", "anna@system.test", "--offline", "--lang", "de",
                env=dict(CONFIG, LANGUAGE="de", LC_ALL="C.UTF-8"))
tap.has(run.out, "local-file (von einer Datei auf diesem Rechner genannt)",
        "system.test: the administrator's folder, in German")
run = bench.run("profile", "anna@guess.test", "--for", "sheet", "--offline",
                env=CONFIG)
tap.has(run.out, "imap.guess.test", "guess.test: profile takes the file")
run = bench.run("discover", "anna@broken.test", "--json", env=CONFIG)
tap.same(said(run.report, "local-file"),
         ("failed", "T0", f"{folder}/broken.test.xml: not well-formed XML"),
         "broken.test: says which file is broken", run)
run = bench.run("profile", "anna@broken.test", "--for", "sheet", env=CONFIG)
tap.same(run.status, 2, "broken.test: profile stops there", run)
tap.has(run.err, "broken.test.xml: not well-formed XML",
        "broken.test: and says why")
run = bench.run("discover", "anna@pipe.test", "--json", "--offline",
                env=CONFIG)
tap.same(said(run.report, "local-file")[2],
         f"{folder}/pipe.test.xml: is not a regular file",
         "pipe.test: no waiting for a pipe", run)
run = bench.check("plain.test", env=CONFIG)
tap.same((logged_in(run.report), attempts("anna@plain.test")), (set(), []),
         "plain.test: not even a file sends a password in the clear", run)

# The domain's names tell where its document lies.
run = bench.check("mailconf.test")
tap.same((said(run.report, "mailconf"),
          source(run.report, "mailconf").get("url")),
         (("found", "T2", ""), "https://conf.mailconf.test/mail.xml"),
         "mailconf.test: found, servers inside the domain", run)
tap.same(logged_in(run.report), {"imap", "pop3", "smtp"},
         "mailconf.test: logged in", run)
run = bench.check("mailconfaway.test")
tap.same(said(run.report, "mailconf"), ("found", "T3", ""),
         "mailconfaway.test: servers of another domain stay at T3", run)
tap.same((attempts("anna@mailconfaway.test"), logged_in(run.report)),
         ([], set()), "mailconfaway.test: no password without consent", run)
run = bench.run("discover", "anna@mailconftwo.test", "--json")
tap.same((said(run.report, "mailconf"),
          source(run.report, "mailconf").get("url")),
         (("found", "T2",
           "several records; the first in the alphabet counts"),
          "https://conf.mailconftwo.test/mail.xml"),
         "mailconftwo.test: always the same one", run)
for kind, result, detail in (
        ("http", "failed", "the record names no https URL"),
        ("down", "failed", "redirected to what is no https URL"),
        ("page", "none", "answered with a web page"),
        ("circle", "failed", "redirected in a circle"),
        ("endless", "failed", "too many redirects"),
        ("long", "failed", "the answer is too long"),
        ("bomb", "failed", "a document type declaration is not allowed"),
        ("cut", "failed", "not well-formed XML")):
    run = bench.run("discover", f"anna@mailconf{kind}.test", "--json")
    tap.same(said(run.report, "mailconf"), (result, "T3", detail),
             f"mailconf{kind}.test: {detail}", run)
asked = [x for x in provider.log("nginx").split("\n") if "//conf." in x]
tap.ok(asked and not [x for x in asked if "anna" in x],
       "mailconf: nobody is told the address", asked)
tap.same([x for x in asked if x.startswith("http:")], [],
         "mailconf: never over http")

# Autodiscover by plain http: who is asked is heard there, and no more.
AWAY = "https://autodiscover.adfound.test/autodiscover/autodiscover.xml"
OWN = "https://ad.adplainown.test/autodiscover/autodiscover.xml"
run = bench.check("adplain.test")
tap.same(said(run.report, "autodiscover"),
         ("found", "T4", f"redirected to {AWAY}"),
         "adplain.test: another domain named by http is T4", run)
tap.same((attempts("anna@adplain.test"), logged_in(run.report)),
         ([], set()), "adplain.test: no password without consent")
tap.ok("trust.confirmation-needed" in harness.ids(run.report, "error"),
       "adplain.test: asks for consent", run)
run = bench.check("adplainown.test")
tap.same(said(run.report, "autodiscover"),
         ("found", "T2", f"redirected to {OWN}"),
         "adplainown.test: a certificate inside the domain is enough", run)
tap.same(logged_in(run.report), {"imap", "pop3", "smtp"},
         "adplainown.test: logged in", run)
# Who may put a page there need not be who runs the mail.
for domain, trust in (("adplainuser.test", "T4"), ("adsrvuser.test", "T3")):
    run = bench.check(domain)
    tap.same(said(run.report, "autodiscover")[:2], ("found", trust),
             f"{domain}: a page inside it that names others is {trust}", run)
    tap.same((attempts(f"anna@{domain}"), logged_in(run.report)),
             ([], set()), f"{domain}: no password without consent")
# Whose names are registered by others does not speak by one of them.
run = bench.check("co.uk")
tap.same(said(run.report, "autoconfig")[:2], ("found", "T3"),
         "co.uk: autoconfig.co.uk may be a stranger's", run)
tap.same((attempts("anna@co.uk"), logged_in(run.report)), ([], set()),
         "co.uk: no password without consent")
run = bench.run("discover", "anna@wildcard.co.uk", "--json")
tap.same(said(run.report, "autoconfig-well-known")[:2], ("failed", "T1"),
         "wildcard.co.uk: a certificate for *.co.uk is nobody's", run)
tap.has(said(run.report, "autoconfig-well-known")[2], "mismatch",
        "wildcard.co.uk: says so")
for domain, result in (("adplain301.test", ("failed", "T2")),
                       ("adplainhttp.test", ("failed", "T2")),
                       ("adplain401.test", ("none", "T2"))):
    run = bench.run("discover", f"anna@{domain}", "--json")
    tap.same(said(run.report, "autodiscover")[:2], result,
             f"{domain}: leads nowhere", run)
asked = [x for x in provider.log("nginx").split("\n")
         if x.startswith("http://autodiscover.adplain")]
tap.same(sorted({x.split("/")[2] for x in asked}),
         sorted(f"autodiscover.adplain{x}.test"
                for x in ("", "own", "user", "301", "http")),
         "plain http is asked only where https says nothing", asked)
tap.same([x for x in asked if "anna" in x], [],
         "autodiscover by http is not told the address")

# Version 2 tells a tenant of Microsoft 365.
HERE = "https://autodiscover.{}/autodiscover/autodiscover.json?" \
    "Email=anna@{}&Protocol=Autodiscoverv1&RedirectCount=1"
for domain in ("msfound.test", "msmoved.test"):
    run = bench.run("discover", f"anna@{domain}", "--json")
    tap.same((said(run.report, "autodiscover-v2"),
              source(run.report, "autodiscover-v2").get("url")),
             (("found", "T3", "outlook.office365.com: microsoft-365"),
              HERE.format(domain, domain)),
             f"{domain}: recognised", run)
    tap.ok({("outlook.office365.com", "T3", ("autodiscover-v2",)),
            ("smtp.office365.com", "T3", ("autodiscover-v2",))} <=
           {(e["host"], e["trust"], tuple(e["sources"]))
            for e in run.report.get("endpoints", [])},
           f"{domain}: the settings of the database", run)
    tap.has(run.report.get("provider", ""), "Microsoft 365",
            f"{domain}: the provider's name")
for kind, result, detail in (
        ("other", "none", "outlook.office365.com.evil.test belongs to no "
         "known provider"),
        ("error", "none", "autodiscover answers with error UserNotFound"),
        ("page", "none", "answered with a web page"),
        ("long", "failed", "the answer is too long"),
        ("broken", "failed", "the server was not reached just before"),
        ("down", "failed", "redirected to what is no https URL")):
    run = bench.run("discover", f"anna@ms{kind}.test", "--json")
    tap.same(said(run.report, "autodiscover-v2"), (result, "T3", detail),
             f"ms{kind}.test: {detail}", run)
for address, detail in (
        ("anna@msexchange.test", "not needed"),
        (provider.address, "not needed"),
        ("msfound.test", "asks for an address, not for a domain")):
    run = bench.run("discover", address, "--json")
    tap.same(said(run.report, "autodiscover-v2")[2], detail,
             f"{address}: {detail}", run)
asked = [x for x in provider.log("nginx").split("\n")
         if "autodiscover.json" in x]
tap.ok(asked and not [x for x in asked if "msexchange" in x or "hafen" in x],
       "version 2 is asked only where it may help", asked)

# A guess counts when the server answers with a valid certificate.
run = bench.run("discover", "anna@guessrare.test", "--json")
good = [(e["protocol"], e["host"], e["port"])
        for e in run.report.get("endpoints", []) if e["verdict"] == "ok"]
tap.ok({("imap", "imaps.guessrare.test", 993),
        ("smtp", "smtps.guessrare.test", 465),
        ("pop3", "post.guessrare.test", 995)} <= set(good),
       "guessrare.test: rarer names, and the exchanger", run)
imap = [x for x in good if x[0] == "imap" and x[2] == 993]
tap.same((imap[0][1], imap[-1][1]),
         ("imaps.guessrare.test", "post.guessrare.test"),
         "guessrare.test: the exchanger comes last", imap)
run = bench.run("discover", "anna@guessrare.test")
tap.has(run.out, "a guess.", "guessrare.test: called a guess")
run = bench.run("discover", "anna@guessbad.test")
tap.has(run.out, "No settings were found for anna@guessbad.test.",
        "guessbad.test: a certificate nobody vouches for is no hit")
tap.ok("Server  " not in run.out, "guessbad.test: so no server is named",
       run)

# Services beside mail are told and not asked.
DAV = "https://dav.services.test/dav/"
run = bench.run("discover", "anna@services.test", "--json")
tap.same(source(run.report, "srv-services").get("outcome"), "found",
         "services.test: found", run)
tap.same(run.report.get("services"), [
    {"kind": "caldav", "url": DAV, "host": None, "port": None,
     "source": "srv-services"},
    {"kind": "carddav",
     "url": "http://dav.services.test/.well-known/carddav",
     "host": None, "port": None, "source": "srv-services"},
    {"kind": "managesieve", "url": None, "host": "imap.services.test",
     "port": 4190, "source": "srv-services"}],
    "services.test: each of them, once", run)
run = bench.run("discover", "anna@services.test", "--lang", "de",
                env={"LANGUAGE": "de", "LC_ALL": "C.UTF-8"})
tap.has(run.out, f"Außerdem gefunden\n  Kalender          {DAV}\n",
        "services.test: in German")
tap.has(run.out, "well-known/carddav (nicht\n",
        "services.test: who is not encrypted says so")
run = bench.check("services.test")
tap.same(logged_in(run.report), {"imap", "pop3", "smtp"},
         "services.test: mail is not held up", run)
run = bench.run("discover", provider.address, "--json")
tap.same(run.report.get("services"), [], "most domains name none", run)

# Documents without mail are worth what else they name.
ONLY = "names no IMAP, POP3 or SMTP, only other services"
run = bench.run("discover", "anna@others.test", "--json")
tap.same([said(run.report, x) for x in ("autoconfig", "autodiscover")],
         [("none", "T1", ONLY), ("none", "T2", ONLY)],
         "others.test: two documents without mail", run)
tap.same([(s["kind"], s["url"], s["source"])
          for s in run.report.get("services", [])],
         [("caldav", "https://dav.others.test/anna/", "autoconfig"),
          ("ews", "https://ews.others.test/EWS/Exchange.asmx",
           "autodiscover")],
         "others.test: what they name is told", run)
run = bench.run("discover", "anna@others.test", "-v",
                env={"LANGUAGE": "de", "LC_ALL": "C.UTF-8"})
tap.has(" ".join(run.out.split()), "nennt kein IMAP, POP3 oder SMTP, "
        "nur andere Dienste", "others.test: in German")

# Whoever wants it so is named to no web server.
def web(report):
    return {s["source"]: s["url"] for s in report.get("sources", [])
            if s["url"].startswith("http")}


run = bench.run("discover", "anna@guess.test", "--json")
tap.has(web(run.report).get("autoconfig", ""),
        "https://autoconfig.guess.test/mail/config-v1.1.xml",
        "guess.test: the web is asked")
run = bench.run("discover", "anna@guess.test", "--json", "--no-address")
tap.same(web(run.report).get("autoconfig"),
         "https://autoconfig.guess.test/mail/config-v1.1.xml",
         "--no-address: autoconfig is asked without it", run)
tap.same([u for u in web(run.report).values() if "anna" in u], [],
         "--no-address: no URL holds the address", run)
tap.same([s["source"] for s in run.report["sources"]
          if s["source"].startswith("autodiscover")], [],
         "--no-address: autodiscover is not asked", run)

bench.end()
