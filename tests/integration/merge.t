#!/usr/bin/env python3
"""Many sources at once: merged, ranked, compared, and not waited for."""

import hashlib
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

# Every source has the settings, and one of them takes its time: the verdict
# comes without it, and the report says so.
for name, late, used in (
        ("lateua-auto-config.test", "pacc", "autoconfig"),
        ("lateautoconfig.test", "autoconfig", "pacc"),
        ("latewell-known.test", "autoconfig-well-known", "pacc"),
        ("lateispdb.test", "ispdb", "pacc")):
    run = bench.check(name, "--ispdb", f"https://ispdb.{name}/v1",
                      "--timeout", "60")
    tap.same({e["protocol"] for e in run.report["endpoints"]
              if e["login"]["result"] == "ok"}, {"imap", "pop3", "smtp"},
             f"{name}: logged in", run)
    tap.same((source(run.report, late).get("outcome"),
              source(run.report, late).get("detail")), ("unfinished", ""),
             f"{name}: {late} was not waited for", run)
    tap.same({e["sources"][0] for e in run.report["endpoints"]}, {used},
             f"{name}: the settings come from {used}")
    told = found(run.report, "discovery.unfinished")
    if late == "pacc":
        tap.same([(f["severity"], f["text"]) for f in told],
                 [("info", "The source pacc did not answer in time. The "
                   "settings come from autoconfig, which counts for less.")],
                 f"{name}: a finding says whose word is missing")
    else:
        tap.same(told, [], f"{name}: nothing stronger is missing")

# Who may be trusted more is waited for until its time is over; then the
# weaker source serves, is said to, and earns no more trust by it.
run = bench.check("latesrv.test", "--timeout", "5")
tap.same({e["protocol"] for e in run.report["endpoints"]
          if e["login"]["result"] == "ok"}, {"imap", "pop3", "smtp"},
         "latesrv.test: logged in", run)
tap.same((source(run.report, "autoconfig").get("outcome"),
          source(run.report, "autoconfig").get("detail")),
         ("unfinished", "no answer in time"),
         "latesrv.test: autoconfig had all its time", run)
told = found(run.report, "discovery.unfinished")
tap.same([f["severity"] for f in told], ["warning"],
         "latesrv.test: weaker settings are a warning", run)
tap.same({e["trust"] for e in run.report["endpoints"]}, {"T2"},
         "latesrv.test: and stay what they are")
run = bench.check("lateforeign.test", "--timeout", "5")
tap.same({e["login"]["skipped"] for e in run.report["endpoints"]},
         {"untrusted"}, "lateforeign.test: no password without a yes", run)
tap.ok({"discovery.unfinished", "trust.confirmation-needed"} <=
       set(harness.ids(run.report)), "lateforeign.test: both are told", run)
run = bench.run("discover", "anna@lateforeign.test", "--timeout", "5",
                "--lang", "de", env=GERMAN)
tap.has(harness.words(run.out), "Die Quelle autoconfig hat nicht rechtzeitig "
        "geantwortet.", "lateforeign.test: in German")
run = bench.run("discover", "anna@lateguess.test", "--timeout", "5",
                "--json")
tap.same((source(run.report, "autoconfig").get("outcome"),
          source(run.report, "guess").get("outcome")),
         ("unfinished", "found"), "lateguess.test: guessed meanwhile", run)
tap.ok([e for e in endpoints(run.report, "imap", "smtp")
        if "state:ready" in e["why"]], "lateguess.test: and proven", run)

# Where an answer came from: redirects, time, records, digest.
run = bench.run("discover", "anna@adforeign.test", "--json")
found_at = source(run.report, "autodiscover")
tap.same(found_at["redirects"],
         ["https://adforeign.test/autodiscover/autodiscover.xml",
          "https://autodiscover.adfound.test/autodiscover/"
          "autodiscover.xml"], "autodiscover: every URL of the chain", run)
run = bench.run("discover", "anna@httpmoved.test", "--json")
tap.same(source(run.report, "autoconfig-http")["redirects"],
         ["http://autoconfig.httpmoved.test/mail/config-v1.1.xml",
          "https://autoconfig.hafen.test/mail/config-v1.1.xml"],
         "autoconfig: every URL of the chain", run)
run = bench.run("discover", provider.address, "--json")
with open(f"{provider.root}/nginx/www/autoconfig.hafen.test-443-ssl/mail/"
          "config-v1.1.xml", "rb") as document:
    digest = hashlib.sha256(document.read()).hexdigest()
answer = source(run.report, "autoconfig")
tap.same(answer["sha256"], digest, "the digest of the document", run)
tap.same((answer["redirects"], answer["records"]), ([], []),
         "no redirect, no records")
tap.ok(answer["asked"] >= run.report["started"], "when it was asked")
tap.same(source(run.report, "srv")["records"],
         ["_imaps._tcp.hafen.test. SRV 0 1 993 imap.hafen.test.",
          "_pop3s._tcp.hafen.test. SRV 0 1 995 pop.hafen.test.",
          "_submissions._tcp.hafen.test. SRV 0 1 465 smtp.hafen.test."],
         "SRV: the records")
tap.same(source(run.report, "mx")["records"],
         ["hafen.test. MX 10 smtp.hafen.test."], "MX: the record")
tap.same((source(run.report, "guess")["asked"],
          source(run.report, "guess")["sha256"]), (None, None),
         "what was not needed was not asked")
run = bench.run("discover", "anna@mailconf.test", "--json")
tap.same(source(run.report, "mailconf")["records"],
         ['mailconf.test. TXT "mailconf=https://conf.mailconf.test/'
          'mail.xml"'], "mailconf: its record, and none beside it", run)
run = bench.run("discover", provider.address, "-v")
text = harness.words(run.out)
tap.has(text, f"SHA-256 {digest}", "-v shows the digest")
tap.has(text, "_imaps._tcp.hafen.test. SRV 0 1 993 imap.hafen.test.",
        "-v shows the records")

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
