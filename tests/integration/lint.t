#!/usr/bin/env python3
"""discover --lint: what domains publish, against real servers."""

import json
import os
import shutil
import signal
import socket
import time

import harness

try:
    import jsonschema
except ImportError:
    jsonschema = None

bench = harness.begin(own=True)
tap, provider = bench.tap, bench.provider
SCHEMA = os.path.join(harness.ROOT, "cmd", "lint.schema.json")


def lint(domain, *args):
    return bench.run("discover", "--lint", domain, *args)


def rows(run, *classes):
    return [(c["class"], c["id"], c["subject"])
            for c in run.report["checks"] if c["class"] in classes]


def amiss(run):
    """What makes the exit status 1, by id, each once."""
    return sorted({c["id"] for c in run.report["checks"]
                   if c["class"] in ("DRIFT", "ERROR")
                   or c["class"] == "MISS" and c["required"]})


def evidence(run, name):
    return next((c["evidence"] for c in run.report["checks"]
                 if c["id"] == name and c["class"] != "PASS"), None)


def validate(run, name):
    if jsonschema is None:
        tap.ok(True, f"{name} # SKIP NOT TESTED: needs python3-jsonschema")
        return
    with open(SCHEMA, encoding="utf-8") as text:
        validator = jsonschema.Draft202012Validator(json.load(text))
    wrong = [e.message for e in validator.iter_errors(run.report)]
    tap.ok(not wrong, name, "\n".join(wrong))


# --- everything right ---

run = lint("perfect.test", "--json")
tap.same((run.status, rows(run, "MISS", "DRIFT", "ERROR")),
         (0, [("MISS", "lint.pacc.dnssec", "_ua-auto-config.perfect.test")]),
         "a perfect domain passes; only DNSSEC is missing here", run)
validate(run, "the result follows its schema")
asked = {c["id"] for c in run.report["checks"]}
tap.ok({"lint.pacc.tls", "lint.pacc.digest", "lint.srv.port",
        "lint.autoconfig.unknown-address", "lint.agree.server",
        "lint.agree.username", "lint.server.certificate",
        "lint.server.login", "lint.autodiscover.encryption"} <= asked,
       "all parts were asked", sorted(asked))
tap.same([s["source"] for s in run.report["sources"]],
         ["pacc", "autoconfig", "autoconfig-well-known", "autodiscover",
          "srv"], "by all sources")
log = provider.log("nginx")
tap.ok(not any("emailaddress" in line for line in log.split("\n")
               if "http://" in line), "no address went over http", log)
run = lint("anna@perfect.test", "-v")
tap.same(run.status, 0, "an address is as good", run)
tap.has(run.out, "lint.autoconfig.with-address", "-v lists what passed")
tap.ok("anna@" in provider.log("nginx"), "and it is asked with")
run = lint("perfect.test", "-q")
tap.same(len(run.out.strip().split("\n")), 2, "-q says the verdict", run)

# --- one mistake each ---

for name, want, part in (
        ("linttype", ["lint.autoconfig.content-type"], "text/plain"),
        ("linthtml", ["lint.autoconfig.content-type"], "text/html"),
        ("lintvalue", ["lint.autoconfig.values"], 'imap port "99300"'),
        ("lintwrong", ["lint.autoconfig.published", "lint.server.reachable",
                       "lint.srv.port"], None),
        ("lintbom", ["lint.autoconfig.bom"], "EF BB BF"),
        ("lintpage", ["lint.autoconfig.document", "lint.published"],
         "web page"),
        ("lintasks", ["lint.autoconfig.without-address"], "404"),
        ("lintmute", ["lint.autoconfig.unknown-address",
                      "lint.autoconfig.with-address"], "500"),
        ("lintother", ["lint.autoconfig.domain"], "example.org"),
        ("lintloop", ["lint.autoconfig.redirect", "lint.published"],
         "circle"),
        ("downgrade", ["lint.autoconfig.redirect"], "https"),
        ("lintcert", ["lint.autoconfig.certificate", "lint.published"],
         "autoconfig.lintcert.test"),
        ("linthttp", ["lint.autoconfig.certificate"], "expired"),
        ("lintnopop", ["lint.agree.offered"], "srv: ."),
        ("lintbare", ["lint.autoconfig.published", "lint.pacc.record",
                      "lint.published"], None),
        ("lintmoved", ["lint.autoconfig.certificate", "lint.leftover.cname"],
         None),
        ("http", ["lint.autoconfig.published"], None),
        ("paccstale", ["lint.pacc.digest"], "="),
        ("paccbare", ["lint.autoconfig.published", "lint.pacc.record"],
         None),
        ("pacchtml", ["lint.autoconfig.published", "lint.pacc.document",
                      "lint.published"], None),
        ("paccmoved", ["lint.autoconfig.published", "lint.pacc.redirect",
                       "lint.published"], None),
        ("lintports", ["lint.agree.server", "lint.server.name",
                       "lint.srv.port", "lint.srv.target"], None),
        ("lintdrift", ["lint.agree.server"], "imap.hafen.test"),
        ("expired", ["lint.server.certificate"], "tls.cert.expired"),
        ("notls", ["lint.server.tls"], None),
        ("closed", ["lint.server.reachable"], None)):
    run = lint(f"{name}.test", "--json")
    tap.same((run.status, amiss(run)), (1, want), f"{name}.test", run)
    if part is not None:
        tap.has(evidence(run, want[0]) or "", part, f"{name}.test: evidence")

run = lint("lintplace.test", "--json")
tap.same((run.status, amiss(run)), (0, []), "a place in <domain>", run)

# --- what is wrong is not published again, and nothing is denied by it ---


def zone_of(run):
    """The SRV names of the zone: with a server, and denied."""
    lines = [line.split() for line in run.report["publish"]["zone"].split("\n")
             if " SRV " in line]
    return ([(x[0].split(".")[0], int(x[6])) for x in lines if x[7] != "."],
            [x[0].split(".")[0] for x in lines if x[7] == "."])


run = lint("lintwrong.test", "--json")
tap.same(zone_of(run), ([("_submission", 587)], ["_submissions"]),
         "a port of POP3 for IMAP", run)
tap.has(run.report["publish"]["note"],
        "imaps://imap.lintwrong.test:995 (lint.srv.port)", "is told")
tap.ok("995" not in str(run.report["publish"]["files"]), "in no file", run)
run = lint("lintvalue.test", "--json")
tap.same(zone_of(run), ([("_pop3s", 995), ("_submissions", 465)],
                        ["_pop3", "_submission"]),
         "a port that is not understood denies nothing", run)
run = lint("notls.test", "--json")
tap.same((run.report["publish"]["from"], run.report["publish"]["zone"]),
         (None, ""), "no server is right: nothing is made", run)
tap.has(lint("notls.test", "--lang", "de").out, "Weggelassen",
        "and said in German")

run = lint("lintcname.test", "--json")
tap.ok("lint.srv.cname" in amiss(run), "an alias as SRV target", run)
tap.has(evidence(run, "lint.srv.cname"), "mail.lintcname.test CNAME imap.",
        "both names are told")
run = lint("lintmoved.test", "--json")
tap.has(evidence(run, "lint.leftover.cname"), "autoconfig.oldhoster.test",
        "where the leftover leads")
run = lint("lintwild.test", "--json")
tap.same(evidence(run, "lint.dns.wildcard"),
         f"no-such-name-4711.lintwild.test: {provider.web}",
         "a wildcard record is told", run)
run = lint("linthang.test", "--json", "--timeout", "3")
tap.same((run.status, evidence(run, "lint.autoconfig.reachable")),
         (1, "no answer in time"), "a server that hangs", run)
run = lint("linttype.test")
tap.has(harness.words(run.out), "Serve the document as text/xml;",
        "the remedy in words")
run = lint("linttype.test", "--lang", "de")
tap.has(harness.words(run.out), "Was zu tun ist", "in German")

# --- usage ---

run = lint("perfect.test", "--settings", "/nowhere.json")
tap.same(run.status, 2, "a settings file that is not there", run)
run = bench.run("discover", "perfect.test", "--out", bench.path("x"))
tap.same(run.status, 2, "--out needs --lint", run)
run = lint("not a domain")
tap.same(run.status, 2, "what is no domain", run)
run = lint("lintbare.test", "--out", bench.path("none"))
tap.same((run.status, os.path.exists(bench.path("none"))), (2, False),
         "nothing to write files from", run)

# --- a round trip: what it writes makes the domain right ---

FRESH = "fresh.test"
SETTINGS = bench.path("settings.json")
with open(SETTINGS, "w", encoding="utf-8") as out:
    json.dump({"schema": "postlotse-settings/1", "provider": "Post & Söhne",
               "settings": {
                   p: {"host": f"{h}.{FRESH}", "port": n, "security": "tls",
                       "username": "%EMAILADDRESS%", "auth": "password"}
                   for p, h, n in (("imap", "imap", 993),
                                   ("pop3", "pop", 995),
                                   ("smtp", "smtp", 465))}}, out)
folder = bench.path("publish")
run = lint(FRESH, "--settings", SETTINGS, "--out", folder)
tap.same(run.status, 1, "nothing is published yet", run)
tap.same(sorted(os.listdir(folder)),
         ["autodiscover.xml", "config-v1.1.xml", f"{FRESH}.zone",
          "user-agent-configuration.json"], "the files are written", run)
again = lint(FRESH, "--settings", SETTINGS, "--out", folder, "--json")
tap.same(again.status, 1, "the same again changes nothing", again)
tap.has(again.err, "unchanged", "and says so")
shown = {f["name"]: f for f in again.report["publish"]["files"]}

www = f"{provider.root}/nginx/www"
for name, file in shown.items():
    for url in file["urls"]:
        host, _, path = url[len("https://"):].partition("/")
        target = f"{www}/{host}-443-ssl/{path}"
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copy(f"{folder}/{name}", target)
        os.chmod(target, 0o644)
zone = f"{provider.root}/nsd/root.zone"
with open(f"{folder}/{FRESH}.zone", encoding="utf-8") as text:
    records = text.read()
tap.same(records, again.report["publish"]["zone"], "zone and report agree")
with open(zone, "a", encoding="utf-8") as out:
    out.write(records)
    for label in ("", "autoconfig.", "ua-auto-config.", "autodiscover."):
        out.write(f"{label}{FRESH}. IN A {provider.web}\n")
os.kill(provider.servers["nsd"], signal.SIGHUP)


def is_known(name):
    """Does the name server have the new zone?"""
    ip, _, port = provider.resolver.partition("@")
    question = b"\x12\x34\1\0\0\1\0\0\0\0\0\0" + b"".join(
        bytes([len(x)]) + x.encode() for x in name.split(".")) + b"\0\0\1\0\1"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as query:
        query.settimeout(1)
        query.sendto(question, (ip, int(port)))
        try:
            answer = query.recv(512)
        except OSError:
            return False
    return answer[3] & 15 == 0 and answer[7] > 0


end = time.monotonic() + 20
while not is_known(f"autoconfig.{FRESH}") and time.monotonic() < end:
    time.sleep(0.05)
run = lint(FRESH, "--json")
tap.same((run.status, rows(run, "MISS", "DRIFT", "ERROR")),
         (0, [("MISS", "lint.pacc.dnssec", f"_ua-auto-config.{FRESH}")]),
         "what was written makes the domain right", run)
tap.same({s["source"] for s in run.report["sources"]},
         {"pacc", "autoconfig", "autoconfig-well-known", "autodiscover",
          "srv"}, "every place speaks", run)
run = lint(FRESH, "--settings", SETTINGS, "--json")
tap.same((run.status, run.report["publish"]["from"]), (0, "settings"),
         "and it says what the file says", run)
run = bench.check(FRESH)
tap.same((run.status, run.report.get("verdict")), (0, "ok"),
         "a mailbox can be set up from it", run)
bench.end()
