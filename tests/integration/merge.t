#!/usr/bin/env python3
"""Many sources at once: merged, ranked, compared, and not waited for."""

import json
import os

import harness

bench = harness.begin()
tap, provider = bench.tap, bench.provider
GERMAN = {"LANGUAGE": "de", "LC_ALL": "C.UTF-8"}


def endpoints(report, *protocols):
    return [e for e in report.get("endpoints", [])
            if e["protocol"] in protocols]


def source(report, name):
    for found in report.get("sources", []):
        if found["source"] == name:
            return found
    return {}


def found(report, name):
    return [f for f in harness.findings(report) if f["id"] == name]


# One server, three sources: one endpoint that keeps what each of them says.
run = bench.check()
for endpoint in endpoints(run.report, "imap"):
    says = {s["source"]: s for s in endpoint["statements"]}
    tap.ok({"autoconfig", "srv"} <= set(says), "every source is kept", says)
    tap.same([s["source"] for s in endpoint["statements"]],
             endpoint["sources"], "in the order of the sources")
    tap.same((says["autoconfig"]["username"], says["autoconfig"]["auth"],
              says["autoconfig"]["trust"]),
             ("anna@hafen.test", ["password"], "T1"),
             "with its user name, its kind of login and its trust", says)
    tap.same((says["srv"]["auth"], says["srv"]["trust"]), ([], "T2"),
             "SRV says less, and weighs less")
tap.same(sorted(e["rank"] for e in endpoints(run.report, "imap", "pop3")),
         [1, 2], "incoming servers are ranked together", run)
tap.same([e["rank"] for e in endpoints(run.report, "smtp")], [1],
         "outgoing servers apart")
best = endpoints(run.report, "imap")[0]
tap.same(best["why"],
         ["trust:T1", "source:autoconfig", "state:login", "security:tls",
          "protocol:imap", "order:1"], "why IMAP is the first")
tap.same((best["behind"], best["paired"]), (None, True),
         "behind nobody, and from a source of outgoing servers, too")
tap.same(endpoints(run.report, "pop3")[0]["behind"], "protocol",
         "why POP3 is the second")
tap.same([f for f in harness.ids(run.report) if "conflict" in f], [],
         "sources that agree are no finding", run)
run = bench.run("probe", "imaps://imap.hafen.test", "--no-login", "--json")
tap.same([(e["rank"], e["why"]) for e in run.report["endpoints"]],
         [(None, [])], "a server named by its URL has no rank", run)

# Sources that contradict each other.
run = bench.check("conflict.test")
conflicts = found(run.report, "dns.srv.conflict")
tap.same([(c["severity"], c["evidence"]) for c in conflicts],
         [("info", "autoconfig: imap.conflict.test:993 (SSL/TLS); "
           "srv: mail.conflict.test:993 (SSL/TLS)")],
         "conflict.test: SRV differs in IMAP, and only there", run)
tap.same(run.report["settings"]["imap"]["host"], "imap.conflict.test",
         "conflict.test: the stronger source is believed")
tap.same([(e["host"], e["rank"], e["behind"])
          for e in endpoints(run.report, "imap")],
         [("imap.conflict.test", 1, None),
          ("mail.conflict.test", 3, "trust")],
         "conflict.test: the other one is listed behind", run)
run = bench.run("discover", "anna@conflict.test", "-v")
text = harness.words(run.out)
tap.has(text, "2. pop3s://pop.conflict.test:995 autoconfig "
        "(known from the provider), not tried Not before POP3 comes "
        "after IMAP 3. imaps://mail.conflict.test:993 srv",
        "conflict.test: the order and its reasons in words")
tap.has(text, "Not before its source is trusted less",
        "conflict.test: why SRV comes last")
run = bench.run("discover", "anna@conflict.test", "-v", "--lang", "de",
                env=GERMAN)
tap.has(harness.words(run.out), "autoconfig nennt imap.conflict.test:993 "
        "(SSL/TLS), srv dagegen mail.conflict.test:993 (SSL/TLS)",
        "conflict.test: the contradiction in German")
tap.has(harness.words(run.out), "der Quelle wird weniger vertraut",
        "conflict.test: the reasons in German")

# The same server, but another user name: both are kept and told.
folder = bench.path("providers")
os.mkdir(folder)
with open(f"{folder}/lokal.json", "w", encoding="utf-8") as out:
    json.dump({
        "id": "lokal", "name": "Lokal", "domains": ["lokal.test"],
        "servers": [
            {"protocol": "imap", "host": "imap.lokal.test", "port": 993,
             "security": "tls", "username": "%EMAILADDRESS%",
             "auth": ["password"]},
            {"protocol": "smtp", "host": "smtp.lokal.test", "port": 465,
             "security": "tls", "username": "%EMAILLOCALPART%",
             "auth": ["oauth2"]}],
        "evidence": [{"source": "https://lokal.test/", "date": "2026-11-01",
                      "method": "publication"}]}, out)
run = bench.run("discover", "anna@lokal.test", "--json", "--providers",
                folder)
conflicts = found(run.report, "discovery.conflict.username")
tap.same([(c["severity"], c["evidence"]) for c in conflicts],
         [("warning",
           "provider-database: anna@lokal.test; autoconfig: anna")],
         "lokal.test: two user names, and both sources may be sure", run)
conflicts = found(run.report, "discovery.conflict.auth")
tap.same([c["evidence"] for c in conflicts],
         ["provider-database: oauth2; autoconfig: password"],
         "lokal.test: two kinds of login", run)
tap.same([(s["source"], s["username"])
          for s in endpoints(run.report, "imap")[0]["statements"]],
         [("provider-database", "anna@lokal.test"), ("autoconfig", "anna")],
         "lokal.test: the merged endpoint keeps both")

bench.end()
