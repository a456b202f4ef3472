#!/usr/bin/env python3
"""The test servers themselves: they start, show what the tests rely on, and
leave nothing behind."""

import os
import signal
import subprocess
import time

import harness

bench = harness.Bench()
tap = bench.tap
reason = harness.servers.why_not()
if reason is not None:
    harness.skip_all(reason)
began = time.monotonic()
provider = bench.start_provider()
tap.note(f"started in {time.monotonic() - began:.1f} s")


def tls_of(host, port, starttls=None):
    """What `openssl s_client` says of a server."""
    domain = host.split(".", 1)[1]
    command = ["openssl", "s_client", "-connect",
               f"{provider.addresses[domain]}:{port}", "-servername", host,
               "-verify_hostname", host, "-CAfile", provider.ca_file]
    if starttls:
        command += ["-starttls", starttls]
    return subprocess.run(command, input="", capture_output=True, text=True,
                          timeout=20, check=False).stdout


for host, wanted in (
        ("imap.hafen.test", "Verify return code: 0 (ok)"),
        ("imap.starttls.test", "Verify return code: 0 (ok)"),
        ("imap.expiring.test", "Verify return code: 0 (ok)"),
        ("imap.expired.test", "certificate has expired"),
        ("imap.future.test", "certificate is not yet valid"),
        ("imap.selfsigned.test", "self-signed certificate"),
        ("imap.wrongname.test", "hostname mismatch"),
        ("imap.incomplete.test", "unable to verify the first certificate"),
        ("imap.unknownroot.test", "self-signed certificate in certificate"),
        ("imap.nosan.test", "hostname mismatch")):
    tap.has(tls_of(host, 993), wanted, f"{host} 993: {wanted}")
    smtp = host.replace("imap.", "smtp.")
    tap.has(tls_of(smtp, 465), wanted, f"{smtp} 465: {wanted}")
    tap.has(tls_of(smtp, 587, "smtp"), wanted, f"{smtp} 587: {wanted}")

old = subprocess.run(
    ["openssl", "s_client", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0",
     "-connect", f"{provider.addresses['oldtls.test']}:993"], input="",
    capture_output=True, text=True, timeout=20, check=False).stdout
tap.has(old, "Protocol  : TLSv1.1", "imap.oldtls.test: speaks TLS 1.1")
tap.ok("Cipher is (NONE)" in tls_of("imap.oldtls.test", 993),
       "imap.oldtls.test: speaks nothing newer")
tap.ok("Cipher is (NONE)" in tls_of("smtp.oldtls.test", 465),
       "smtp.oldtls.test: speaks nothing newer")


def processes():
    """Ids of all processes whose command line names the folder."""
    found = []
    for entry in os.listdir("/proc"):
        try:
            with open(f"/proc/{entry}/cmdline", "rb") as text:
                if provider.root.encode() in text.read():
                    found.append(int(entry))
        except (OSError, ValueError):
            pass
    return found


def listeners():
    """Listening sockets of the provider's network."""
    net = provider.network.split(".")
    mark = "".join(f"{int(n):02X}" for n in reversed(net))
    with open("/proc/net/tcp", encoding="ascii") as table:
        return [x for x in table
                if x.split()[1][2:8] == mark and x.split()[3] == "0A"]


tap.ok(processes() and listeners(), "they run")
servers = list(provider.servers.values())
bench.provider.stop()
tap.same(processes(), [], "stopped: no process is left")
tap.same(listeners(), [], "stopped: no socket is left")
tap.ok(not any(os.path.exists(f"/proc/{pid}") for pid in servers),
       "stopped: the servers are gone")
tap.ok(not os.path.exists(provider.root), "stopped: no file is left")

# A test that is killed takes its servers with it.
bench.provider = provider = harness.servers.Provider()
os.kill(provider.process.pid, signal.SIGKILL)
for _ in range(200):
    if not processes() and not listeners():
        break
    time.sleep(0.1)
tap.same((processes(), listeners()), ([], []),
         "the supervisor killed: everything ends all the same")

bench.end()
