#!/usr/bin/env python3
"""providers check: entries against real servers, and how they drift."""

import json
import os

import harness

bench = harness.begin()
tap, provider = bench.tap, bench.provider
folder = os.path.join(bench.scratch, "entries")
os.mkdir(folder)

TLS = {"imap": 993, "pop3": 995, "smtp": 465}
LABEL = {"imap": "imap", "pop3": "pop", "smtp": "smtp"}


def server(domain, protocol="imap", security="tls", **more):
    return {"protocol": protocol, "host": f"{LABEL[protocol]}.{domain}",
            "port": TLS[protocol], "security": security,
            "username": "%EMAILADDRESS%", "auth": ["password"], **more}


def entry(name, domain, servers, **more):
    with open(f"{folder}/{name}.json", "w", encoding="utf-8") as out:
        json.dump({"id": name, "name": name, "domains": [domain],
                   "servers": servers,
                   "evidence": [{"source": "here", "date": "2026-08",
                                 "method": "publication"}], **more}, out)


entry("fine", "hafen.test", [server("hafen.test", p) for p in TLS])
entry("placed", "starttls.test",
      [server("starttls.test", host="imap.%EMAILDOMAIN%")])
entry("expired", "expired.test", [server("expired.test")])
entry("closed", "closed.test", [server("closed.test"),
                                server("hafen.test")])
entry("oauth", "oauth.test", [server("hafen.test", auth=["oauth2"])])
entry("half", "half.test",
      [server("hafen.test", auth=["oauth2", "password"])])
entry("moved", "moved.test", [server("hafen.test", host="x.nowhere.test")])
entry("empty", "empty.test", [])
entry("differ", "differ.test", [server("hafen.test")], disagreements=[
    {"field": "imap", "values": [
        {"value": f"imaps://imap.{domain}", "source": "own", "date": "2026-08"}
        for domain in ("hafen.test", "starttls.test", "closed.test")]},
    {"field": "username", "values": [
        {"value": text, "source": "own", "date": "2026-08"}
        for text in ("%EMAILADDRESS%", "%EMAILLOCALPART%")]}])


def check(*args):
    return bench.run("providers", "check", *args, "--providers", folder)


def findings(run, index=0):
    return [f["id"] for s in run.report[index]["servers"]
            for f in s["findings"] if f["severity"] != "info"]


run = check("fine", "--json")
tap.same(run.status, 0, "an entry that holds", run)
tap.same([s["verdict"] for s in run.report[0]["servers"]], ["ok"] * 3,
         "every server was looked at", run)
tap.ok(all("PLAIN" in s["mechanisms"] for s in run.report[0]["servers"]),
       "and said what it takes", run)
log = provider.log("dovecot-main")
tap.ok("anna" not in log, "nobody logged in", log[-2000:])
run = check("fine")
tap.has(run.out, "fine: 3 servers, all as stated", "in words")
run = check("fine", "--lang", "de")
tap.has(run.out, "alle wie angegeben", "in German")
run = check("placed", "--json")
tap.same((run.status, run.report[0]["servers"][0]["host"]),
         (0, "imap.starttls.test"), "the first domain fills a place", run)

for name, found in {"expired": ["tls.cert.expired"],
                    "closed": ["tcp.refused"],
                    "oauth": ["provider.mech-differs"],
                    "moved": ["dns.name.nxdomain"]}.items():
    run = check(name, "--json")
    tap.same((run.status, findings(run)), (1, found), f"drift: {name}", run)
run = check("closed")
tap.has(run.out, "closed: 1 of 2 servers are as stated", "how many are left")
tap.has(run.out, "imaps://imap.closed.test:993  no longer works", "which one")
run = check("oauth")
tap.has(run.out, "oauth2", "the kind of login is named")
run = check("half", "--json")
tap.same((run.status, findings(run)), (0, ["provider.mech-differs"]),
         "one of two kinds of login left is a warning", run)
tap.same(check("half", "--fail-on", "warning").status, 1,
         "which --fail-on can make the exit status")

run = check("fine", "expired", "empty", "--json")
tap.same((run.status, [e["id"] for e in run.report]),
         (1, ["fine", "expired", "empty"]), "several entries", run)
run = check("differ", "--json")
tap.same((run.status, [v["verdict"] for v in run.report[0]["disagreements"]]),
         (0, ["ok", "ok", "error", "skipped", "skipped"]),
         "what the sources say is asked as well, and does not count", run)
run = check("differ")
tap.has(run.out, "The sources differ on imap:", "disagreements are told")
tap.has(run.out, "the server does not confirm it", "and which fails")
tap.has(run.out, "cannot be seen without a login", "and what no server says")
run = check("empty")
tap.same(run.status, 0, "an entry without servers")
tap.has(run.out, "no server to check", "says so")
run = check("no-such")
tap.same(run.status, 2, "an unknown id", run)
bench.end()
