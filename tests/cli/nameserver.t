#!/usr/bin/env python3
"""Providers known by mail exchanger, name server or SPF record."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/server"))
import mockdns  # noqa: E402 pylint: disable=wrong-import-position

PROGRAM = os.environ.get("POSTLOTSE", str(ROOT / "build/postlotse"))
HOME = tempfile.mkdtemp(prefix="postlotse-names-")
count = failed = 0


def ok(good, name, why=""):
    global count, failed
    count += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {count} - {name}")
    if not good:
        print("\n".join("# " + line for line in str(why).splitlines()))


def server(protocol, port, **host):
    return dict(protocol=protocol, port=port, security="tls",
                username="%EMAILADDRESS%", **host)


ENTRIES = [
    {"id": "hoster", "name": "Hoster", "mx": ["hoster.test"],
     "ns": ["dns.hoster.test"], "spf": ["spf.hoster.test"],
     "servers": [server("imap", 993, host="imap.hoster.test"),
                 server("smtp", 465, host="smtp.hoster.test")]},
    {"id": "many", "name": "Many", "mx": ["many.test"], "ns": ["many.test"],
     "hints": ["per-account-host"],
     "servers": [server("imap", 993, host_pattern="w*.many.test"),
                 server("smtp", 465, host_pattern="w*.out.many.test")]},
    {"id": "closed", "name": "Closed", "domains": ["closed.test"],
     "hints": ["no-standard-protocol"], "servers": []},
]

ZONE = [
    "byns.test MX 10 filter.test.", "byns.test NS ns1.dns.hoster.test.",
    "byspf.test MX 10 filter.test.", "byspf.test NS ns.other.test.",
    'byspf.test TXT "v=spf1 ip4:192.0.2.1 include:spf.hoster.test -all"',
    "other.test MX 10 filter.test.", "other.test NS notdns.hoster.test.",
    'other.test TXT "v=spf1 include:notspf.hoster.test -all"',
    'text.test TXT "include:spf.hoster.test"', "text.test MX 10 filter.test.",
    "sub.byns.test MX 10 filter.test.",
    "bymx.test MX 10 mx.hoster.test.", "bymx.test NS ns.many.test.",
    "account.test MX 10 w01Ab.many.test.",
    "shared.test MX 10 mx.many.test.",
    "filter.test A 127.0.0.1",
]


def discover(dns, domain):
    env = dict(os.environ, XDG_CONFIG_HOME=HOME, HOME=HOME,
               LC_ALL="C.UTF-8", LANGUAGE="en")
    done = subprocess.run(
        [PROGRAM, "discover", f"anna@{domain}", "--json", "--no-ispdb",
         "--providers", HOME + "/entries", "--timeout", "30",
         "--resolver", f"127.0.0.1@{dns.port}"], env=env, timeout=60,
        capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    try:
        return json.loads(done.stdout)
    except ValueError:
        return {"trouble": done.stderr}


def source(report, name):
    return next((s for s in report.get("sources", []) if s["source"] == name),
                {})


def hosts(report, name):
    return [e["host"] for e in report.get("endpoints", [])
            if name in e["sources"]]


def main(dns):
    for domain, detail in {
            "byns.test": "ns1.dns.hoster.test: hoster (a hint only)",
            "sub.byns.test": "ns1.dns.hoster.test: hoster (a hint only)",
            "byspf.test": "include:spf.hoster.test: hoster (a hint only)",
    }.items():
        r = discover(dns, domain)
        s = source(r, "ns")
        ok((s.get("outcome"), s.get("trust"), s.get("detail")) ==
           ("found", "T3", detail), f"{domain}: {detail}", r)
        ok(any(x in "".join(s.get("records", [])) for x in (
            "byns.test. NS ns1.dns.hoster.test.",
            "byspf.test. TXT \"v=spf1")), f"{domain}: the record is kept", s)
        ok(set(hosts(r, "ns")) == {"imap.hoster.test", "smtp.hoster.test"},
           f"{domain}: its servers", r)
        ok(source(r, "guess").get("detail") != "not needed",
           f"{domain}: a hint does not end the search", r)
    for domain in ("other.test", "text.test"):
        r = discover(dns, domain)
        ok(source(r, "ns").get("outcome") == "none",
           f"{domain}: only whole labels and SPF records count", r)
    r = discover(dns, "bymx.test")
    ok(source(r, "mx").get("outcome") == "found"
       and source(r, "ns").get("detail") == "not needed",
       "the mail exchanger is better, nobody is asked", r)
    r = discover(dns, "account.test")
    ok(hosts(r, "mx") == ["w01ab.many.test", "w01ab.out.many.test"]
       and "per-account-host" not in r.get("hints", []),
       "the exchanger tells the hosts of the account", r)
    r = discover(dns, "shared.test")
    ok(hosts(r, "mx") == [] and r.get("hints") == ["per-account-host"],
       "an exchanger of all tells that the hosts differ", r)
    r = discover(dns, "closed.test")
    ok([f["id"] for f in r.get("findings", [])]
       == ["config.no-standard-protocol"],
       "no mail program gets in: the name server is of no matter", r)
    ok({s["detail"] for s in r.get("sources", [])
        if s["source"] not in ("local-file", "provider-database")}
       == {"not needed"}, "and nobody else is asked", r)


try:
    os.mkdir(HOME + "/entries")
    for entry in ENTRIES:
        entry["evidence"] = [{"source": "own", "date": "2026-08",
                              "method": "publication"}]
        Path(HOME, "entries", entry["id"] + ".json").write_text(
            json.dumps(entry))
    names = mockdns.NameServer(ZONE)
    try:
        main(names)
    finally:
        names.stop()
finally:
    shutil.rmtree(HOME)
print(f"1..{count}")
sys.exit(failed > 0)
