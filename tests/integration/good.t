#!/usr/bin/env python3
"""Mailboxes that work: proven settings, login, capabilities, languages."""

import harness

bench = harness.begin()
tap, provider = bench.tap, bench.provider


def settings(report, protocol):
    """host:port security username of what the report says to configure."""
    s = report.get("settings", {}).get(protocol) or {}
    return (f"{s.get('host')}:{s.get('port')} {s.get('security')} "
            f"{s.get('username')}")


def proven(report):
    """Endpoints whose login was accepted, as (protocol, port)."""
    return {(e["protocol"], e["port"]) for e in report.get("endpoints", [])
            if e.get("login", {}).get("result") == "ok"}


def check_settings(report, domain, labels, security, username, name):
    for protocol, (label, port) in labels.items():
        tap.same(settings(report, protocol),
                 f"{label}.{domain}:{port} {security} {username}",
                 f"{name}: {protocol} settings")
        tap.ok((protocol, port) in proven(report),
               f"{name}: {protocol} login is proven", report)


TLS = {"imap": ("imap", 993), "pop3": ("pop", 995), "smtp": ("smtp", 465)}
STARTTLS = {"imap": ("imap", 143), "pop3": ("pop", 110),
            "smtp": ("smtp", 587)}

# The plain case, in detail.
run = bench.check()
report = run.report
tap.same(run.status, 0, "hafen.test: exit status", run)
tap.same(report.get("verdict"), "ok", "hafen.test: verdict", run)
tap.same(report.get("schema"), "postlotse-report/1", "hafen.test: schema")
tap.same(report.get("address"), provider.address, "hafen.test: address")
tap.same(harness.ids(report, "error") + harness.ids(report, "warning"), [],
         "hafen.test: neither errors nor warnings")
check_settings(report, "hafen.test", TLS, "tls", "anna@hafen.test",
               "hafen.test")
tap.same(report.get("unfinished"), False, "hafen.test: ends in time", run)
for endpoint in report.get("endpoints", []):
    if endpoint.get("guessed"):         # on a slow machine
        continue
    mailbox = endpoint.get("mailbox") or {}
    if endpoint["protocol"] == "imap":
        tap.same((mailbox.get("folders") or {}).get("sent"), "Sent",
                 "hafen.test: the folder for sent mail", endpoint)
        tap.same(mailbox.get("delimiter"), ".", "hafen.test: delimiter")
    if endpoint["protocol"] == "pop3":
        tap.same(mailbox.get("uidl"), True, "hafen.test: UIDL", endpoint)
    tls = endpoint.get("tls") or {}
    name = f"hafen.test {endpoint['protocol']}"
    tap.same(tls.get("version"), "TLSv1.3", f"{name}: TLS version", endpoint)
    certificate = tls.get("certificate") or {}
    tap.ok(endpoint["host"] in certificate.get("names", []),
           f"{name}: the certificate's names", certificate)
    tap.ok(58 <= certificate.get("days_left", -1) <= 60,
           f"{name}: days left", certificate)
    tap.ok(endpoint.get("mechanisms"), f"{name}: mechanisms", endpoint)
    ips = [a["ip"] for a in endpoint.get("addresses", [])]
    tap.same(ips, [provider.addresses["hafen.test"]], f"{name}: addresses")
    steps = [s["name"] for a in endpoint.get("addresses", [])
             for s in a.get("steps", [])]
    tap.ok(len(steps) >= 3, f"{name}: steps", steps)
imap = next((e for e in report.get("endpoints", [])
             if e["protocol"] == "imap"), {})
after = imap.get("capabilities", {}).get("after_login", [])
tap.ok("IDLE" in after or "UIDPLUS" in after,
       "hafen.test imap: capabilities after the login", imap)

# The same in words, in both languages.
for lang, sentence in (("en", "imap.hafen.test"), ("de", "imap.hafen.test")):
    run = bench.run("check", provider.address, "--lang", lang,
                    password=provider.password)
    tap.same(run.status, 0, f"--lang {lang}: exit status", run)
    tap.has(run.out, sentence, f"--lang {lang}: names the server")
    tap.has(run.out, "993", f"--lang {lang}: names the port")
    tap.ok("\x1b" not in run.out, f"--lang {lang}: no colours in a pipe")
english = bench.run("check", provider.address, "-q",
                    password=provider.password)
german = bench.run("check", provider.address, "-q", "--lang", "de",
                   password=provider.password)
tap.ok(0 < len(english.out.splitlines()) <= 2, "-q: the verdict only",
       english)
tap.ok(english.out != german.out, "-q: German differs", german)

# Other healthy mailboxes.
for domain, labels, security, username in (
        ("starttls.test", STARTTLS, "starttls", "anna@starttls.test"),
        ("scram.test", TLS, "tls", "anna@scram.test"),
        ("wellknown.test", TLS, "tls", "anna@wellknown.test"),
        ("lokal.test", TLS, "tls", "anna")):
    run = bench.check(domain)
    tap.same((run.status, run.report.get("verdict")), (0, "ok"),
             f"{domain}: verdict", run)
    check_settings(run.report, domain, labels, security, username, domain)

# As mail programs do it; SCRAM where the server has nothing else.
for domain, mechanism in (("hafen.test", "PLAIN"),
                          ("scram.test", "SCRAM-SHA-256")):
    run = bench.check(domain)
    tap.same({e["login"]["mechanism"] for e in run.report.get("endpoints", [])
              if not e.get("guessed")}, {mechanism},
             f"{domain}: the mechanism {mechanism}", run)

# A domain outside ASCII, typed in its own letters.
run = bench.check("müller.test", user="anna", env={"LC_ALL": "C.UTF-8"})
tap.ok(("imap", 993) in proven(run.report) or
       "auth.failed.password" in harness.ids(run.report),
       "müller.test: its servers were found and asked", run)

# A password outside ASCII.
run = bench.check(user="berta", password=provider.other_password)
tap.same(run.report.get("verdict") in ("ok", "warning"), True,
         "a password with umlauts logs in", run)
tap.same(len(proven(run.report)), 3, "a password with umlauts, everywhere",
         run)

# Works, but there is something to say.
for domain, wanted in (
        ("expiring.test", "tls.cert.expiring"),
        ("leaky.test", "starttls.cleartext-login-offered"),
        ("v6refused.test", "tcp.family.v6-broken")):
    run = bench.check(domain)
    tap.same((run.status, run.report.get("verdict")), (0, "warning"),
             f"{domain}: a warning does not fail", run)
    tap.ok(wanted in harness.ids(run.report, "warning"),
           f"{domain}: {wanted}", harness.ids(run.report))
    tap.same(len(proven(run.report)), 3, f"{domain}: all logins", run)
    run = bench.check(domain, "--fail-on", "warning")
    tap.same(run.status, 1, f"{domain}: --fail-on warning", run)

bench.end()
