#!/usr/bin/env python3
"""Verdicts about servers of other hands: Cyrus, Courier, Exim, OpenSMTPD, and
a Dovecot that offers SCRAM though its bcrypt hashes cannot serve it. Each is
asked with the right and with a wrong password, at every door."""

import harness
import second

SCHEMES = {110: "pop3", 143: "imap", 465: "submissions", 587: "submission",
           993: "imaps", 995: "pop3s"}
WRONG = "Nebelhorn-1911"

reason = second.why_not()
if reason is not None:
    harness.skip_all(reason)
bench = harness.Bench()
tap = bench.tap
servers = second.Second(harness.BUILD)
bench.passwords |= {second.PASSWORD}


def probe(urls, password, *more):
    return bench.run(
        "probe", *urls, "--user", second.USER, "--resolver",
        servers.resolver, "--ca-file", servers.ca_file, "--json", *more,
        password=password, servers_too=False, limit=60)


def endpoint(run):
    return run.report.get("endpoints", [{}])[0]


def ids(run):
    return [f["id"] for f in endpoint(run).get("findings", [])]


for name, (_, host, ports) in second.SERVERS.items():
    urls = [f"{SCHEMES[port]}://{host}" for port in ports]
    run = probe(urls, second.PASSWORD, "--timeout", "40")
    for got in run.report.get("endpoints", []):
        where = f"{name}, {got['protocol']} {got['port']}"
        tap.same(got["login"]["result"], "ok", f"{where}: logged in", run)
        tap.ok(got["verdict"] in ("ok", "warning"), f"{where}: works", run)
    tap.same((run.status, len(run.report.get("endpoints", []))),
             (0, len(urls)), f"{name}: all doors work", run)
    for url in urls:
        run = probe([url], WRONG, "--timeout", "40")
        tap.same((run.status, harness.first_error(run.report)),
                 (1, "auth.failed.password"), f"{url}: a wrong password",
                 run)

# A mechanism that a server lists and cannot do is not the password's fault,
# and nothing weaker follows what was asked for.
for name, protocol, mechanism, wanted in (
        ("cyrus", "imaps", "SCRAM-SHA-256-PLUS", "auth.mech.scram-refused"),
        ("cyrus", "pop3s", "SCRAM-SHA-256-PLUS", "auth.mech.scram-refused"),
        ("dovecot", "imaps", "SCRAM-SHA-256", "auth.failed.ambiguous"),
        ("dovecot", "pop3s", "SCRAM-SHA-256", "auth.failed.ambiguous")):
    run = probe([f"{protocol}://{second.SERVERS[name][1]}"],
                second.PASSWORD, "--auth", mechanism)
    tap.same((run.status, harness.first_error(run.report)), (1, wanted),
             f"{name}, {protocol}: {mechanism} cannot be served", run)
    tap.same(endpoint(run).get("login", {}).get("mechanism"), mechanism,
             f"{name}, {protocol}: nothing else than {mechanism} was sent",
             run)

servers.stop()
bench.end()
