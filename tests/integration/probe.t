#!/usr/bin/env python3
"""probe: single servers by URL."""

import harness

bench = harness.begin()
tap, provider = bench.tap, bench.provider


def endpoint(report, index=0):
    found = report.get("endpoints", [])
    return found[index] if index < len(found) else {}


URLS = {
    "imaps://imap.hafen.test": ("imap", 993, "tls"),
    "imap://imap.starttls.test:143": ("imap", 143, "starttls"),
    "imap://imap.starttls.test": ("imap", 143, "starttls"),
    "pop3s://pop.hafen.test": ("pop3", 995, "tls"),
    "pop3://pop.starttls.test": ("pop3", 110, "starttls"),
    "submissions://smtp.hafen.test": ("smtp", 465, "tls"),
    "submission://smtp.starttls.test": ("smtp", 587, "starttls"),
    "smtp://smtp.starttls.test:587": ("smtp", 587, "starttls"),
}
for url, (protocol, port, security) in URLS.items():
    run = bench.run("probe", url, "--json")
    e = endpoint(run.report)
    tap.same(run.status, 0, f"{url}: exit status", run)
    tap.same((e.get("protocol"), e.get("port"), e.get("security")),
             (protocol, port, security), f"{url}: what was probed")
    tap.same(e.get("login", {}).get("result", "skipped"), "skipped",
             f"{url}: no login")
    domain = url.split(".", 1)[1].split(":")[0]
    run = bench.run("probe", url, "--json", "--user", f"anna@{domain}",
                    password=provider.password)
    tap.same((run.status,
              endpoint(run.report).get("login", {}).get("result")),
             (0, "ok"), f"{url}: logs in where it was told to", run)

# Several at once, and one of them is wrong.
run = bench.run("probe", "imaps://imap.hafen.test",
                "imaps://imap.expired.test", "submissions://smtp.hafen.test",
                "--json")
tap.same(len(run.report.get("endpoints", [])), 3, "three URLs", run)
tap.same((run.status, harness.first_error(run.report)),
         (1, "tls.cert.expired"), "three URLs: the bad one is named")

# An address in place of a name does not match the certificate.
run = bench.run("probe", f"imaps://{provider.addresses['hafen.test']}",
                "--json")
tap.same(harness.first_error(run.report), "tls.cert.hostname-mismatch",
         "an address in place of the name", run)

# The wrong user, and a name that does not exist.
run = bench.run("probe", "imaps://imap.hafen.test", "--json", "--user",
                "nobody@hafen.test", password=provider.password)
tap.same(harness.first_error(run.report), "auth.failed.password",
         "a user who does not exist", run)
run = bench.run("probe", "imaps://imap.nowhere.test", "--json")
tap.same((run.status, harness.first_error(run.report)),
         (1, "dns.name.nxdomain"), "a host that does not exist", run)

bench.end()
