#!/usr/bin/env python3
"""Servers that are published and not there: weaker sources are asked."""

import harness

bench = harness.begin()
tap, provider = bench.tap, bench.provider


def source(report, name):
    for found in report.get("sources", []):
        if found.get("source") == name:
            return found
    return {}


PORTS = {"imap": 993, "smtp": 465}


def at(report, protocol, host):
    """(trust, best source, result of the login, why not) of a server by TLS."""
    for e in report.get("endpoints", []):
        if (e["protocol"], e["host"], e["port"]) == (
                protocol, host, PORTS[protocol]):
            return (e["trust"], e["sources"][0],
                    e["login"]["result"], e["login"].get("skipped"))
    return None


def attempts(user):
    """Lines of the servers' logs that speak of a login of user."""
    lines = provider.log("dovecot-main").split("\n")
    lines += provider.log("postfix").split("\n")
    return [x for x in lines if user in x]


def dead(report, severity):
    return [f for f in harness.findings(report)
            if f["id"] == "discovery.dead-server" and
            f["severity"] == severity]


for domain, protocols in (("deadname.test", ("imap", "smtp")),
                          ("deadhost.test", ("imap", "smtp")),
                          ("deadport.test", ("imap", "smtp")),
                          ("deadimap.test", ("imap",))):
    mail = f"mail.{domain}"
    run = bench.check(domain)
    tap.same((run.status, harness.first_error(run.report)),
             (1, "discovery.dead-server"), f"{domain}: the cause", run)
    found = dead(run.report, "error")
    tap.same(len(found), len(protocols), f"{domain}: once a protocol", run)
    for finding in found:
        for word in ("autoconfig", mail, "guess"):
            tap.has(finding["text"], word, f"{domain}: names {word}")
    for protocol in protocols:
        tap.same(at(run.report, protocol, mail),
                 ("T3", "guess", "skipped", "untrusted"),
                 f"{domain}: the {protocol} server that is there", run)
    tap.ok("trust.confirmation-needed" in harness.ids(run.report, "error"),
           f"{domain}: asks for consent", run)
    if len(protocols) == 2:
        tap.same(attempts(f"anna@{domain}"), [],
                 f"{domain}: no password without it")
    run = bench.check(domain, "--trust", mail)
    tap.same((run.status, run.report.get("verdict")), (0, "warning"),
             f"{domain}: works with consent", run)
    tap.same((len(dead(run.report, "warning")), len(dead(run.report,
                                                         "error"))),
             (len(protocols), 0), f"{domain}: still told", run)
    for protocol in protocols:
        tap.same(run.report["settings"][protocol]["host"], mail,
                 f"{domain}: these are the settings for {protocol}")

# The other protocol logs in meanwhile.
run = bench.check("deadimap.test")
tap.same(at(run.report, "smtp", "smtp.deadimap.test"),
         ("T1", "autoconfig", "ok", None),
         "deadimap.test: SMTP is proven all the same", run)

# A stronger source than the guess was spared because of the dead ones.
run = bench.check("deadsrv.test")
tap.same((run.status, run.report.get("verdict")), (0, "warning"),
         "deadsrv.test: autodiscover knows better", run)
tap.same(at(run.report, "imap", "imap.deadsrv.test"),
         ("T2", "autodiscover", "ok", None),
         "deadsrv.test: and may be believed", run)

# Nothing better is known.
run = bench.check("deadall.test")
tap.same((run.status, harness.first_error(run.report)),
         (1, "dns.name.nxdomain"), "deadall.test: the cause", run)
tap.same(source(run.report, "guess").get("outcome"), "none",
         "deadall.test: the guess was asked", run)

# The right port of the very host: nothing of it is left unproven.
run = bench.check("swapped.test", "--trust", "imap.swapped.test")
tap.same((run.status, run.report["settings"]["imap"]["port"],
          "probe.coverage.cause" in harness.ids(run.report)),
         (0, 993, False), "swapped.test: the login there is the proof", run)

# What discovery alone finds is not connected to.
run = bench.run("discover", "anna@deadname.test", "--json")
tap.same((run.status, harness.ids(run.report, "error")), (0, []),
         "deadname.test: discover connects to no server, and finds no fault",
         run)

# A record that was forgotten beside a right document is worth a note.
run = bench.check("lintdrift.test")
tap.same((run.status, [(f["id"], f["severity"]) for f in
                       harness.findings(run.report)
                       if f["id"] == "dns.srv.conflict"][:1]),
         (0, [("dns.srv.conflict", "info")]),
         "lintdrift.test: the SRV records are out of date", run)

bench.end()
