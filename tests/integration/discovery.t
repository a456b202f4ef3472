#!/usr/bin/env python3
"""Where settings come from, and whom the password may be given to."""

import json
import os

import harness

bench = harness.begin()
tap, provider = bench.tap, bench.provider


def source(report, name):
    for found in report.get("sources", []):
        if found.get("source") == name:
            return found
    return {}


def outcome(report, name):
    return source(report, name).get("outcome")


def logged_in(report):
    return {e["protocol"] for e in report.get("endpoints", [])
            if e.get("login", {}).get("result") == "ok"}


def attempts(user):
    """Lines of the servers' logs that speak of a login of user."""
    lines = provider.log("dovecot-main").split("\n")
    lines += provider.log("postfix").split("\n")
    return [x for x in lines if user in x]


# The sources of the good domain agree.
run = bench.run("discover", provider.address, "--json")
report = run.report
tap.same(run.status, 0, "discover: exit status", run)
tap.same(outcome(report, "autoconfig"), "found", "autoconfig found", run)
tap.same(outcome(report, "autoconfig-well-known"), "found",
         "well-known found", run)
tap.same(outcome(report, "srv"), "found", "SRV found", run)
url = source(report, "autoconfig").get("url", "")
tap.ok(url.startswith("https://autoconfig.hafen.test/mail/config-v1.1.xml"),
       "autoconfig: its URL", url)
trust = source(report, "autoconfig").get("trust")
tap.ok(trust is not None and trust != source(report, "srv").get("trust"),
       "https is trusted more than DNS", report.get("sources"))
tap.same(attempts("user=<anna@hafen.test>"), [], "discover logs in nowhere")
for endpoint in report.get("endpoints", []):
    if endpoint.get("guessed"):         # on a slow machine
        continue
    tap.ok({"autoconfig", "srv"} <= set(endpoint.get("sources", [])),
           f"{endpoint['protocol']}: both sources named", endpoint)
run = bench.run("discover", provider.domain)
tap.has(run.out, "imap.hafen.test", "discover takes a domain, too")
tap.ok("emailaddress" not in provider.log("nginx").split("\n")[-2],
       "a domain alone sends no address")

# Each other way.
run = bench.check("wellknown.test")
tap.same(outcome(run.report, "autoconfig-well-known"), "found",
         "wellknown.test: found", run)
tap.same(outcome(run.report, "autoconfig"), "none",
         "wellknown.test: no autoconfig name", run)
tap.same(logged_in(run.report), {"imap", "pop3", "smtp"},
         "wellknown.test: logged in", run)

run = bench.check("webexpired.test")
tap.same(outcome(run.report, "autoconfig"), "failed",
         "webexpired.test: a bad certificate counts as failed", run)
tap.same(outcome(run.report, "srv"), "found", "webexpired.test: SRV", run)

run = bench.check("http.test")
tap.same(attempts("user=<anna@http.test>"), [],
         "http.test: what came over http gets no password")
tap.same((outcome(run.report, "autoconfig-http"),
          source(run.report, "autoconfig-http").get("detail")),
         ("none", "not needed"),
         "http.test: https answers, so http is not asked", run)

# Plain http is asked when https cannot be had, and never believed.
run = bench.check("httponly.test")
found = source(run.report, "autoconfig-http")
tap.same((found.get("outcome"), found.get("trust"), found.get("url")),
         ("found", "T4",
          "http://autoconfig.httponly.test/mail/config-v1.1.xml"),
         "httponly.test: found at T4", run)
tap.same(run.report.get("documentation"), None,
         "httponly.test: the customer is sent to no help page of a stranger")
tap.same(outcome(run.report, "autoconfig"), "failed",
         "httponly.test: after https has failed")
tap.same(attempts("anna@httponly.test"), [],
         "httponly.test: no password without consent")
tap.ok("trust.confirmation-needed" in harness.ids(run.report, "error"),
       "httponly.test: asks for consent", run)
run = bench.check("httponly.test", "--trust", "httponly.test")
tap.same(logged_in(run.report), {"imap", "pop3", "smtp"},
         "httponly.test: --trust lets the password go there", run)

run = bench.run("discover", "anna@httpmoved.test", "--json")
found = source(run.report, "autoconfig-http")
tap.same((found.get("outcome"), found.get("trust"), found.get("detail")),
         ("found", "T4", "redirected to https://autoconfig.hafen.test/mail/"
          "config-v1.1.xml"),
         "httpmoved.test: a redirect to https stays at T4", run)

run = bench.run("discover", "anna@downgrade.test", "--json")
tap.same((outcome(run.report, "autoconfig"),
          source(run.report, "autoconfig").get("detail")),
         ("failed", "redirected to what is no https URL"),
         "downgrade.test: https is not left for http", run)
tap.same(outcome(run.report, "autoconfig-http"), "none",
         "downgrade.test: and http is not asked instead", run)
for domain in ("http.test", "httponly.test", "httpmoved.test"):
    asked = [x for x in provider.log("nginx").split("\n")
             if x.startswith(f"http://autoconfig.{domain}/")]
    tap.same([x for x in asked if "anna" in x], [],
             f"{domain}: the address does not travel over http")
    tap.same(bool(asked), domain != "http.test",
             f"{domain}: whether http is asked at all", asked)

# SRV into the domain itself is as good as the domain's word; elsewhere not.
run = bench.check("srv.test")
tap.same(logged_in(run.report), {"imap", "pop3", "smtp"},
         "srv.test: logged in", run)

run = bench.check("foreign.test")
tap.same(attempts("anna@foreign.test"), [],
         "foreign.test: no password without consent")
tap.ok("trust.confirmation-needed" in harness.ids(run.report, "error"),
       "foreign.test: asks for consent", run)
tap.same(run.status, 1, "foreign.test: exit status")
tap.ok({e.get("login", {}).get("result")
        for e in run.report.get("endpoints", [])} == {"skipped"},
       "foreign.test: every login is skipped", run)
run = bench.run("check", "anna@foreign.test", "--json", "--no-login")
tap.ok("dns.srv.foreign-target" in harness.ids(run.report),
       "foreign.test: without a password it is told as well", run)
run = bench.check("foreign.test", "--trust", "hafen.test")
tap.ok(attempts("anna@foreign.test"),
       "foreign.test: --trust lets the password go there", run)
run = bench.check("foreign.test", "--trust", "elsewhere.test",
                  user="carla")
tap.same(attempts("carla@foreign.test"), [],
         "foreign.test: --trust for another name changes nothing")

# The mailbox that foreign SRV records were meant for does log in.
run = bench.check("foreign.test", "--trust", "hafen.test", "--user",
                  "anna@hafen.test")
tap.same(logged_in(run.report), {"imap", "pop3", "smtp"},
         "foreign.test: the right user name", run)

run = bench.check("popoff.test")
tap.ok("dns.srv.disabled" in harness.ids(run.report),
       "popoff.test: POP3 is off on purpose", run)
tap.same(logged_in(run.report), {"imap", "smtp"}, "popoff.test: the rest",
         run)

run = bench.check("popdoubt.test")
tap.same(logged_in(run.report), {"imap", "pop3", "smtp"},
         "popdoubt.test: plain DNS does not overrule https", run)

# The JSON document counts when a digest in the names fits it.
run = bench.check("pacc.test")
tap.same(outcome(run.report, "pacc"), "found", "pacc.test: found", run)
tap.same(source(run.report, "pacc").get("trust"), "T1",
         "pacc.test: the domain's own word")
tap.same(logged_in(run.report), {"imap", "pop3", "smtp"},
         "pacc.test: logged in", run)
tap.ok({(e["port"], e["username"])
        for e in run.report.get("endpoints", [])
        if "pacc" in e["sources"]} ==
       {(n, "anna@pacc.test") for n in (993, 995, 465)},
       "pacc.test: ports and user name follow from it", run)
tap.same(run.report.get("provider"), "Post von pacc.test",
         "pacc.test: the provider's name")

run = bench.check("paccstale.test")
tap.same((outcome(run.report, "pacc"),
          source(run.report, "pacc").get("detail")),
         ("failed", "digest does not match"),
         "paccstale.test: an old digest refuses the document", run)
tap.same(logged_in(run.report), {"imap", "pop3", "smtp"},
         "paccstale.test: the next source serves", run)
tap.ok(not [e for e in run.report.get("endpoints", [])
            if "pacc" in e["sources"]],
       "paccstale.test: nothing of the document is used", run)

for domain, wanted in (
        ("paccbare.test", ("failed", "no digest")),
        ("pacchtml.test", ("none", "answered with a web page")),
        ("paccmoved.test", ("failed",
                            "redirected, which is not allowed here")),
        ("paccxml.test", ("failed", "not a JSON object"))):
    run = bench.run("discover", domain, "--json")
    tap.same((outcome(run.report, "pacc"),
              source(run.report, "pacc").get("detail")), wanted,
             f"{domain}: {wanted[1]}", run)
run = bench.run("discover", "paccbare.test", "--lang", "de",
                env={"LANGUAGE": "de", "LC_ALL": "C.UTF-8"})
tap.has(run.out, "kein Prüfwert", "paccbare.test: in German")

# A public database, which hears of the domain and of nobody in it.
DATABASE = ("--ispdb", "https://ispdb.listed.test/v1")
run = bench.check("listed.test", *DATABASE)
found = source(run.report, "ispdb")
tap.same((found.get("outcome"), found.get("trust"), found.get("url")),
         ("found", "T2", "https://ispdb.listed.test/v1/listed.test"),
         "listed.test: found at T2", run)
tap.same(logged_in(run.report), {"imap", "pop3", "smtp"},
         "listed.test: logged in", run)
run = bench.run("discover", "anna@listed.test", *DATABASE)
tap.has(run.out, "listed in a public database",
        "listed.test: whose word it is")
run = bench.check("hafen.test", *DATABASE)
tap.ok((outcome(run.report, "ispdb"),
        source(run.report, "ispdb").get("detail"))
       in (("none", "the domain is not listed"), ("unfinished", "")),
       "hafen.test: not listed", run)
run = bench.check("hafen.test", "--ispdb", "https://imap.silent.test:993/")
tap.same(logged_in(run.report), {"imap", "pop3", "smtp"},
         "hafen.test: logged in, though the database is silent", run)
tap.same((outcome(run.report, "ispdb"), run.report.get("unfinished")),
         ("unfinished", False),
         "hafen.test: no waiting for a weaker source", run)
run = bench.check("listedmx.test", *DATABASE)
found = source(run.report, "mx")
tap.same((found.get("outcome"), found.get("trust")), ("found", "T3"),
         "listedmx.test: found by the exchanger's domain at T3", run)
tap.has(found.get("detail", ""), "https://ispdb.listed.test/v1/listed.test",
        "listedmx.test: where")
tap.same(attempts("anna@listedmx.test"), [],
         "listedmx.test: no password without consent")
run = bench.run("discover", "anna@listed.test", "--json", "--no-ispdb",
                *DATABASE)
tap.same(source(run.report, "ispdb"), {}, "--no-ispdb: nobody is asked", run)
asked = [x for x in provider.log("nginx").split("\n") if "//ispdb." in x]
tap.ok(asked and not [x for x in asked if "anna" in x],
       "the public database is not told the address", asked)
run = bench.run("discover", "anna@guess.test", "--json")
tap.same(source(run.report, "ispdb").get("url"),
         "https://v1.ispdb.net/guess.test", "the usual public database")

# Published by the domain of its mail exchanger only.
run = bench.check("mxonly.test")
tap.same(outcome(run.report, "mx"), "found", "mxonly.test: found", run)
tap.same(attempts("anna@mxonly.test"), [],
         "mxonly.test: no password without consent")

# Behind a spam filter: name servers and SPF are hints, and no more.
folder = bench.path("hints")
os.mkdir(folder)
with open(f"{folder}/hint.json", "w", encoding="utf-8") as out:
    json.dump({"id": "hint", "name": "Hint", "ns": ["dns.hint.test"],
               "servers": [
                   {"protocol": "imap", "host": "imap.hafen.test",
                    "port": 993, "security": "tls"}],
               "evidence": [{"source": "here", "date": "2026-08",
                             "method": "publication"}]}, out)
for domain, hint in (("nshint.test", ".dns.hint.test: hint (a hint only)"),
                     ("spfhint.test", "include:spf.protection.outlook.com: "
                      "microsoft-365 (a hint only)")):
    run = bench.run("discover", f"anna@{domain}", "--json", "--no-ispdb",
                    "--providers", folder)
    found = source(run.report, "ns")
    tap.same((found.get("outcome"), found.get("trust")), ("found", "T3"),
             f"{domain}: found at T3", run)
    tap.has(found.get("detail", ""), hint, f"{domain}: how")
run = bench.check("nshint.test", "--no-ispdb", "--providers", folder)
tap.same(attempts("anna@nshint.test"), [],
         "nshint.test: no password without consent")

# Nothing is published: names are guessed and proven, but not believed.
run = bench.check("guess.test")
tap.same(outcome(run.report, "guess"), "found", "guess.test: found", run)
hosts = {(e["protocol"], e["host"]) for e in run.report.get("endpoints", [])}
tap.ok({("imap", "imap.guess.test"), ("smtp", "smtp.guess.test")} <= hosts,
       "guess.test: the usual names", hosts)

# Microsoft's autodiscover, where nothing else names the servers.
FOUND = "adfound.test"
ASKED = "https://{}/autodiscover/autodiscover.xml"
for domain, result, trust, detail, url in (
        (FOUND, "found", "T2", "", ASKED.format(f"autodiscover.{FOUND}")),
        ("adinside.test", "found", "T2", "redirected to https://autodisc",
         ASKED.format("autodiscover.adinside.test")),
        ("adlogin.test", "found", "T2", "",
         ASKED.format("autodiscover.adlogin.test")),
        ("adforeign.test", "found", "T3", f"https://autodiscover.{FOUND}",
         ASKED.format(f"autodiscover.{FOUND}")),
        ("adback.test", "found", "T3", "https://autodiscover.adback.test",
         ASKED.format("autodiscover.adback.test")),
        ("adurl.test", "found", "T3", f"https://autodiscover.{FOUND}",
         ASKED.format(f"autodiscover.{FOUND}")),
        ("adaddress.test", "found", "T3", f"https://autodiscover.{FOUND}",
         ASKED.format(f"autodiscover.{FOUND}")),
        ("adsrv.test", "found", "T3", "",
         ASKED.format(f"autodiscover.{FOUND}")),
        ("adcircle.test", "failed", "T2", "redirected in a circle", None),
        ("adendless.test", "failed", "T2", "too many redirects", None),
        ("adhttp.test", "failed", "T2", "no https URL", None),
        ("adbomb.test", "failed", "T2", "document type", None),
        ("ad401.test", "none", "T2", "wants a login first",
         ASKED.format("ad401.test")),
        ("adpage.test", "none", "T2", "web page", None)):
    run = bench.check(domain)
    got = source(run.report, "autodiscover")
    tap.same((got.get("outcome"), got.get("trust")), (result, trust),
             f"{domain}: autodiscover {result}, {trust}", got)
    tap.has(got.get("detail", ""), detail, f"{domain}: says how")
    if url:
        tap.same(got.get("url"), url, f"{domain}: asked at")
    if trust == "T2" and result == "found":
        tap.same(logged_in(run.report), {"imap", "pop3", "smtp"},
                 f"{domain}: logged in", run)
    elif result == "found":
        tap.ok("trust.confirmation-needed" in
               harness.ids(run.report, "error"),
               f"{domain}: no password without consent", run)
        tap.same({e["username"] for e in run.report["endpoints"]},
                 {f"anna@{domain}"}, f"{domain}: the user's own name")
        tap.same(attempts(f"anna@{domain}"), [], f"{domain}: no login")

run = bench.check("adsure.test", "--user", "anna@hafen.test")
tap.same(logged_in(run.report), {"imap", "pop3", "smtp"},
         "adsure.test: autodiscover confirms what SRV says", run)

posted = [x for x in provider.log("autodiscover").strip().split("\n")
          if "autodiscover.json" not in x]     # of version 2
tap.ok(all('"POST /autodiscover/' in x and x.endswith("[-]")
           for x in posted), "autodiscover: POST only, and no credentials",
       posted)
tap.same(len([x for x in posted if x.startswith("adendless.test ")]), 11,
         "adendless.test: ten redirects and no more")
tap.ok(not [x for x in posted if " 400 " in x or " 415 " in x],
       "autodiscover: every question is XML", posted)
run = bench.run("discover", provider.address, "--json")
tap.same(source(run.report, "autodiscover").get("detail"), "not needed",
         "autodiscover is not asked where better sources answer", run)
run = bench.run("discover", FOUND, "--json")
tap.same(outcome(run.report, "autodiscover"), "none",
         "autodiscover is not asked for a domain alone", run)

# A file of the administrator.
folder = bench.path("providers")
os.mkdir(folder)
entry = {
    "id": "json-test", "name": "JSON Post", "domains": ["json.test"],
    "servers": [
        {"protocol": "imap", "host": "imap.json.test", "port": 993,
         "security": "tls", "username": "%EMAILADDRESS%"},
        {"protocol": "pop3", "host": "pop.json.test", "port": 995,
         "security": "tls", "username": "%EMAILADDRESS%"},
        {"protocol": "smtp", "host": "smtp.json.test", "port": 465,
         "security": "tls", "username": "%EMAILADDRESS%"}],
    "evidence": [{"source": "https://json.test/", "date": "2026-11-01",
                  "method": "publication"}],
}
with open(f"{folder}/json-test.json", "w", encoding="utf-8") as out:
    json.dump(entry, out)
run = bench.check("json.test", "--providers", folder)
tap.same(outcome(run.report, "provider-database"), "found",
         "json.test: found in the administrator's file", run)
tap.same(logged_in(run.report), {"imap", "pop3", "smtp"},
         "json.test: logged in", run)
run = bench.check("json.test", "--providers", folder, "--offline")
tap.same(logged_in(run.report), {"imap", "pop3", "smtp"},
         "json.test: --offline needs no more than the file", run)

bench.end()
