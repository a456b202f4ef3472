#!/usr/bin/env python3
"""A login that may not send as its address, as Postfix says it.

No message exists at any time: none is in the queue, none in a mailbox, and
the log knows of none.
"""

import os

import harness

bench = harness.begin(own=True)
tap, provider = bench.tap, bench.provider


def sending(report):
    """(port, result) of every server whose login was accepted."""
    return {(e["port"], e["send"].get("result"))
            for e in report.get("endpoints", [])
            if e["protocol"] == "smtp" and e["login"]["result"] == "ok"}


def messages():
    """Files in the queue, and in the folders of all mailboxes."""
    queue = ("maildrop", "incoming", "active", "deferred", "hold")
    found = [os.path.join(where, name)
             for top in (f"{provider.root}/postfix/spool",
                         f"{provider.root}/mail")
             for where, _, names in os.walk(top) for name in names]
    return [path for path in found if path.split("/")[-2] in
            (*queue, "new", "cur", "tmp")]


run = bench.check()
tap.same(sending(run.report), {(465, "ok")}, "hafen.test: may send", run)
tap.ok("smtp.rcpt.test-ok" in harness.ids(run.report, "info"),
       "hafen.test: says what was proven", run)
tap.ok("smtp.size.limit" in harness.ids(run.report, "info"),
       "hafen.test: says how large attachments may be", run)

for domain, finding, severity in (
        ("notowner.test", "smtp.sender.denied", "error"),
        ("norelay.test", "smtp.relay.denied", "error"),
        ("tiny.test", "smtp.size.refused", "error"),
        ("putoff.test", "smtp.greylisted", "warning")):
    run = bench.check(domain)
    tap.same(sending(run.report), {(465, "refused")}, f"{domain}: refused",
             run)
    tap.same([x for x in harness.ids(run.report, severity)
              if x.startswith("smtp.")], [finding], f"{domain}: {finding}",
             run)
    tap.same((run.status, run.report.get("verdict")),
             (int(severity == "error"), severity), f"{domain}: verdict", run)

run = bench.check("notowner.test", "--no-send-check")
tap.same(sending(run.report), {(465, "skipped")}, "not asked", run)
url = "submission://smtp.hafen.test"
for option, result in ((), "skipped"), (("--send-check",), "ok"):
    run = bench.run("probe", url, "--json", *option, "--user",
                    provider.address, password=provider.password)
    tap.same(sending(run.report), {(587, result)},
             f"probe {' '.join(option)}", run)

tap.same(messages(), [], "no message in queue and mailboxes")
log = provider.log("postfix")
tap.ok("sasl_username=anna@hafen.test" in log, "the log is read")
tap.ok("message-id=" not in log and "status=" not in log,
       "no message in the log", log[-3000:])

bench.end()
