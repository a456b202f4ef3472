#!/usr/bin/env python3
"""Names that DNSSEC proves, and what becomes of those it disproves."""

import harness

bench = harness.begin()
tap, provider = bench.tap, bench.provider
ANCHOR = ("--trust-anchor", provider.trust_anchor)
# The mailbox that the records of all these domains lead to.
USER = ("--user", "anna@hafen.test")
ALL = {"imap", "pop3", "smtp"}


def source(report, name):
    for found in report.get("sources", []):
        if found.get("source") == name:
            return found
    return {}


def told(report, name):
    found = source(report, name)
    return found.get("outcome"), found.get("trust")


def logged_in(report):
    return {e["protocol"] for e in report.get("endpoints", [])
            if e.get("login", {}).get("result") == "ok"}


def attempts(user):
    lines = provider.log("dovecot-main").split("\n")
    lines += provider.log("postfix").split("\n")
    return [x for x in lines if user in x]


# Signed records that lead to another domain are the domain's own word.
run = bench.check("signed.test", *ANCHOR, *USER)
tap.same(run.status, 0, "signed.test: exit status", run)
tap.same(told(run.report, "srv"), ("found", "T2"), "signed.test: SRV at T2",
         run)
tap.has(source(run.report, "srv").get("detail", ""),
        "imap.hafen.test:993 (DNSSEC)", "signed.test: the reason")
tap.same(logged_in(run.report), ALL, "signed.test: logged in unasked", run)
tap.same({e["trust"] for e in run.report.get("endpoints", [])}, {"T2"},
         "signed.test: every endpoint at T2", run)
tap.ok("dns.srv.foreign-target" not in harness.ids(run.report),
       "signed.test: no warning of a foreign name", run)

# The same records, unproven: no anchor, or a zone that is not signed.
run = bench.check("signed.test", user="dora")
tap.same(told(run.report, "srv"), ("found", "T3"),
         "signed.test without an anchor: T3", run)
tap.same(attempts("dora@signed.test"), [],
         "signed.test without an anchor: no password")
run = bench.check("foreign.test", *ANCHOR, user="dora")
tap.same(told(run.report, "srv"), ("found", "T3"),
         "foreign.test: not signed, T3", run)
tap.same(attempts("dora@foreign.test"), [], "foreign.test: no password")
tap.ok("trust.confirmation-needed" in harness.ids(run.report, "error"),
       "foreign.test: asks for consent", run)
run = bench.check("foreign.test", *ANCHOR, *USER, "--trust", "hafen.test")
tap.same(logged_in(run.report), ALL, "foreign.test: with consent", run)

# A signed MX.
run = bench.check("signedmx.test", *ANCHOR, *USER)
tap.same(told(run.report, "mx"), ("found", "T2"), "signedmx.test: MX at T2",
         run)
tap.has(source(run.report, "mx").get("detail", ""), "(DNSSEC)",
        "signedmx.test: the reason")
tap.same(logged_in(run.report), ALL, "signedmx.test: logged in unasked", run)
run = bench.check("signedmx.test", user="dora")
tap.same(told(run.report, "mx"), ("found", "T3"),
         "signedmx.test without an anchor: T3", run)
tap.same(attempts("dora@signedmx.test"), [],
         "signedmx.test without an anchor: no password")

# A signature that has expired, and a record that was changed.
for domain in ("bogus.test", "altered.test"):
    run = bench.check(domain, *ANCHOR, "--trust", "hafen.test", "--trust",
                      "srv.test", user="dora")
    tap.same(source(run.report, "srv").get("outcome"),
             "found" if domain == "altered.test" else "failed",
             f"{domain}: what is left of SRV", run)
    hosts = {e["host"] for e in run.report.get("endpoints", [])}
    tap.ok("imap.srv.test" not in hosts, f"{domain}: not used", hosts)
    tap.ok("dns.dnssec.bogus" in harness.ids(run.report),
           f"{domain}: reported", run)
    imap = [e["host"] for e in run.report.get("endpoints", [])
            if e["protocol"] == "imap" and not e["guessed"]]
    tap.same(imap, [], f"{domain}: no IMAP server is believed", run)
run = bench.run("discover", "bogus.test", *ANCHOR, "--lang", "de",
                env={"LANGUAGE": "de", "LC_ALL": "C.UTF-8"})
tap.has(run.out, "DNSSEC", "bogus.test: in German")
run = bench.check("bogus.test", *ANCHOR, user="dora")
tap.same(attempts("dora@bogus.test"), [], "bogus.test: no password")

# Unsigned records that lead outside, to a server whose certificate names the
# domain: only its owner can have that.
CARRIER = ("--user", "anna@carrier.test")
for domain, how in (("outside.test", "by its name"),
                    ("srvid.test", "by its services")):
    run = bench.check(domain, *CARRIER)
    tap.same(run.status, 0, f"{domain}: certified {how}", run)
    tap.same(logged_in(run.report), ALL, f"{domain}: logged in unasked", run)
    tap.same(told(run.report, "srv"), ("found", "T3"),
             f"{domain}: the records alone are T3")
    tap.same({e["trust"] for e in run.report.get("endpoints", [])
              if e.get("login", {}).get("result") == "ok"}, {"T2"},
             f"{domain}: the servers are T2", run)
    tap.ok("tls.cert.names-domain" in harness.ids(run.report, "info"),
           f"{domain}: the reason is told", run)
    names = run.report["endpoints"][0]["tls"]["certificate"]["names"]
    tap.ok("_imaps.srvid.test" in names, f"{domain}: all names listed",
           names)
run = bench.check("another.test", user="dora")
tap.same(attempts("dora@another.test"), [],
         "another.test: a good certificate for others proves nothing")
tap.ok("trust.confirmation-needed" in harness.ids(run.report, "error"),
       "another.test: asks for consent", run)

# A certificate for the domain and not for the server: RFC 7817 lets it pass
# where SRV named the server, and nowhere else.
run = bench.check("bare.test")
tap.same(logged_in(run.report), ALL, "bare.test: logged in", run)
tap.ok("tls.cert.domain-only" in harness.ids(run.report, "warning"),
       "bare.test: a warning", run)
tap.same((run.status, run.report.get("verdict")), (0, "warning"),
         "bare.test: exit status and verdict", run)
run = bench.check("bareweb.test", user="dora")
tap.ok("tls.cert.hostname-mismatch" in harness.ids(run.report, "error"),
       "bareweb.test: an error without SRV", run)
tap.same(attempts("dora@bareweb.test"), [], "bareweb.test: no password")

# With anchors, all the other domains work as before.
run = bench.check("hafen.test", *ANCHOR)
tap.same((run.status, logged_in(run.report)), (0, ALL),
         "hafen.test: as without DNSSEC", run)

# The file of anchors.
for name, text in (("empty", ""), ("junk", "signed.test. IN A 192.0.2.1\n"),
                   ("cut", "signed.test. IN DS 1 13 2 zz\n")):
    path = bench.path(name)
    with open(path, "w", encoding="ascii") as out:
        out.write(text)
    run = bench.run("discover", "signed.test", "--trust-anchor", path)
    tap.ok(run.status == 2 and path in run.err,
           f"an anchor file that is {name}: exit status 2, named", run)
for path in ("/nonexistent/anchor", bench.scratch):
    run = bench.run("discover", "signed.test", "--trust-anchor", path)
    tap.ok(run.status == 2 and path in run.err,
           f"{path}: exit status 2, named", run)

bench.end()
