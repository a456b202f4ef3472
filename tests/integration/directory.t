#!/usr/bin/env python3
"""Autodiscover that wants a login: who gets the password, and how often."""

import harness

bench = harness.begin()
tap, provider = bench.tap, bench.provider


def source(report, name):
    for found in report.get("sources", []):
        if found.get("source") == name:
            return found
    return {}


def said(report):
    found = source(report, "autodiscover")
    return found.get("outcome"), found.get("trust"), found.get("detail")


def shown(domain):
    """Hosts that were given an Authorization header on behalf of it."""
    return [line.split()[0]
            for line in provider.log("autodiscover").split("\n")
            if line and not line.endswith("[-]") and domain in line]


def attempts(user):
    """Lines of the servers' logs that speak of a login of user."""
    lines = provider.log("dovecot-main").split("\n")
    lines += provider.log("postfix").split("\n")
    return [x for x in lines if user in x]


def logged_in(report):
    return {e["protocol"] for e in report.get("endpoints", [])
            if e.get("login", {}).get("result") == "ok"}


# Discovery has no password, and says what is missing.
run = bench.run("discover", "anna@basicaway.test", "--json")
tap.same((said(run.report), harness.first_error(run.report)),
         (("none", "T2", "wants a login first"), "config.login-needed"),
         "discover: a login would be needed", run)
run = bench.run("discover", "anna@basicaway.test")
tap.has(harness.words(run.out), "autodiscover.basicaway.test of "
        "basicaway.test tells mail programs the settings only after a login",
        "discover: says so")
run = bench.run("discover", "anna@basicaway.test", "--lang", "de",
                env={"LANGUAGE": "de", "LC_ALL": "C.UTF-8"})
tap.has(harness.words(run.out), "erst nach einer Anmeldung",
        "discover: in German")
run = bench.run("check", "anna@basicaway.test", "--json", "--no-login")
tap.same((run.status, harness.first_error(run.report)),
         (1, "config.login-needed"), "--no-login: the same", run)
tap.same(shown("basic"), [], "nobody has been shown a password")

# The password is right: the settings are believed as ever, T2.
run = bench.check("basic.test")
tap.same((run.status, said(run.report)), (0, ("found", "T2", "")),
         "basic.test: found after a login", run)
tap.same(logged_in(run.report), {"imap", "pop3", "smtp"},
         "basic.test: and proven", run)
tap.same(shown("basic.test"), ["autodiscover.basic.test"],
         "basic.test: shown once")

# It is not: that was the refused login of the run.
run = bench.check("basicno.test")
tap.same((run.status, said(run.report)[::2]),
         (1, ("failed", "the login was refused")),
         "basicno.test: refused", run)
tap.same(harness.first_error(run.report), "autodiscover.login-refused",
         "basicno.test: the cause", run)
run = bench.check("basicno.test", "--trust", "basicno.test",
                  "--max-logins", "3")
tap.same((shown("basicno.test"), attempts("anna@basicno.test")),
         (["autodiscover.basicno.test"] * 2, []),
         "basicno.test: once a run, and nowhere else", run)

# Where it leads to another host, that one hears the address alone.
for domain in ("basicaway.test", "basicurl.test"):
    run = bench.check(domain)
    tap.same(said(run.report)[:2], ("found", "T3"),
             f"{domain}: led elsewhere", run)
    tap.same(shown(domain), [f"autodiscover.{domain}"],
             f"{domain}: shown once, to its own host")
tap.same([x for x in shown("") if "adfound" in x], [],
         "adfound.test: nobody's password was carried there")

# Who is no place of the domain's own gets none; nor who is not needed.
for domain in ("basicforeign.test", "basicsrv.test", "basicknown.test"):
    bench.check(domain)
    tap.same(shown(domain), [], f"{domain}: not shown")
tap.same(len(shown("basicno.test")), 2, "basicno.test: no stranger's either")

bench.end()
