#!/usr/bin/env python3
"""Every broken server is named by its cause, first, in every language."""

import harness

bench = harness.begin()
tap, provider = bench.tap, bench.provider

# domain: the first error, and options that keep the test short.
BROKEN = {
    "expired.test": ("tls.cert.expired",),
    "future.test": ("tls.cert.not-yet-valid",),
    "selfsigned.test": ("tls.cert.self-signed",),
    "wrongname.test": ("tls.cert.hostname-mismatch",),
    "incomplete.test": ("tls.cert.incomplete-chain",),
    "unknownroot.test": ("tls.cert.untrusted-root",),
    "intercepted.test": ("tls.cert.intercepted",),
    "nosan.test": ("tls.cert.no-san",),
    "oldtls.test": ("tls.version.too-old",),
    "notls.test": ("starttls.absent",),
    "plain.test": ("auth.cleartext.refused-by-us",),
    "closed.test": ("tcp.refused",),
    "sslport143.test": ("discovery.dead-server",),
    "starttlsport993.test": ("discovery.dead-server",),
    "swapped.test": ("discovery.dead-server",),
    "noauth.test": ("smtp.auth.missing",),
    "silent.test": ("tls.handshake.timeout", "--timeout", "3"),
    "silentstarttls.test": ("greeting.timeout", "--timeout", "3"),
    "filtered.test": ("tcp.timeout.filtered",),
    "nullmx.test": ("dns.mx.null",),
    "empty.test": ("config.not-found",),
    "nowhere.test": ("dns.name.nxdomain",),
}
# What may log in all the same: the other services of the domain are sound.
SOUND = {"sslport143.test", "starttlsport993.test", "swapped.test",
         "noauth.test"}


def logins(domain):
    """Logins, good or bad, that the servers saw of a domain's users."""
    seen = []
    for name in ("dovecot-main", "dovecot-oldtls", "dovecot-scram"):
        for line in provider.log(name).split("\n"):
            if f"@{domain}>" in line or f"@{domain}," in line:
                seen.append(line)
    seen += [line for line in provider.log("postfix").split("\n")
             if "sasl_username=" in line and domain in line]
    return seen


for domain, (wanted, *options) in BROKEN.items():
    run = bench.check(domain, *options)
    report = run.report
    tap.same(harness.first_error(report), wanted, f"{domain}: the cause",
             run)
    tap.same((run.status, report.get("verdict")), (1, "error"),
             f"{domain}: exit status and verdict")
    if domain not in SOUND:
        tap.same(logins(domain), [], f"{domain}: no login was tried")
    text = next((f["text"] for f in harness.findings(report)
                 if f["id"] == wanted), "no such finding")
    remedy = next((f["remedy"] for f in harness.findings(report)
                   if f["id"] == wanted), "no such finding")
    tap.ok("{" not in text + remedy, f"{domain}: all places are filled",
           text + remedy)

    run = bench.run("check", f"anna@{domain}", *options,
                    password=provider.password)
    tap.has(harness.words(run.out), harness.words(text),
            f"{domain}: the text says so")
    tap.same(run.status, 1, f"{domain}: the same exit status for text")

    run = bench.check(domain, "--lang", "de", *options)
    found = [f for f in harness.findings(run.report) if f["id"] == wanted]
    tap.same(harness.first_error(run.report), wanted,
             f"{domain}: the same cause in German")
    tap.ok(found and found[0]["text"] != text and
           found[0]["remedy"] != remedy, f"{domain}: in German", found)

# One of them in German words on the terminal.
run = bench.run("check", "anna@expired.test", "--lang", "de",
                password=provider.password)
tap.has(harness.words(run.out), "Zertifikat", "German text")

# Behind a certificate that is wrong for one machine it stays wrong without
# our authority; with it everything is sound.
run = bench.run("check", provider.address, "--json", "--resolver",
                provider.resolver, "--offline", servers_too=False,
                password=provider.password)
tap.same(harness.first_error(run.report), "config.not-found",
         "--offline asks no network", run)

# Temporary trouble is not an error of the account.
run = bench.check("tempfail.test")
tap.ok("auth.temporary" in harness.ids(run.report, "warning"),
       "tempfail.test: temporary", run)
tap.ok("auth.failed.password" not in harness.ids(run.report),
       "tempfail.test: the password is not blamed", run)
tap.same((run.status, run.report.get("verdict")), (1, "unproven"),
         "tempfail.test: neither fine nor broken", run)
for lang, begin in (("en", "anna@tempfail.test could not be proven. "),
                    ("de", "anna@tempfail.test ließ sich nicht prüfen. ")):
    run = bench.run("check", "anna@tempfail.test", "-q", "--lang", lang,
                    password=provider.password)
    tap.ok(run.out.startswith(begin), f"tempfail.test --lang {lang}: verdict",
           run)

# A wrong password: said once, tried once.
before = provider.log("dovecot-main").count("Password mismatch")
run = bench.check(password="Falsch-aber-lang-genug-1")
tap.same(harness.first_error(run.report), "auth.failed.password",
         "wrong password: the cause", run)
tap.same(run.status, 1, "wrong password: exit status")
after = provider.log("dovecot-main").count("Password mismatch")
tap.same(after - before, 1, "wrong password: one attempt in the whole run")
smtp = [line for line in provider.log("postfix").split("\n")
        if "SASL" in line and "authentication failed" in line]
tap.same(smtp, [], "wrong password: none at the outgoing server")
run = bench.run("check", provider.address,
                password="Falsch-aber-lang-genug-1")
tap.has(run.out, "anna@hafen.test", "wrong password: text names the user")

bench.end()
