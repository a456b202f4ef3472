#!/usr/bin/env python3
"""The rarer sources of settings, and whom each of them may not believe."""

import harness

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

bench.end()
