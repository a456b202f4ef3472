#!/usr/bin/env python3
"""The keys of the root: what they prove, and what a question costs.

A name server serves a root of its own, signed, and zones below it; a relay in
front of it counts the questions, and can drop what DNSSEC adds.
"""

import atexit
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "server"))

import harness                                          # noqa: E402
import nsd                                              # noqa: E402

TOOL = f"{harness.BUILD}/tests/show-dns"
os.environ["PATH"] += ":/usr/sbin:/sbin"
for program in ("nsd", "ldns-signzone"):
    if shutil.which(program) is None:
        harness.skip_all(f"{program} is not installed")
if not os.path.exists(TOOL):
    harness.skip_all(f"{TOOL} is not built")
tap = harness.Tap()
folder = tempfile.mkdtemp(prefix="lotse-root-")
atexit.register(shutil.rmtree, folder, ignore_errors=True)
# Bytes 2 and 3 of a DNS message (RFC 1035 section 4.1.1, RFC 4035 section
# 3.2.2).
CHECKING_DISABLED = 0x10
SERVFAIL = b"\x81\x82"


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Relay:
    """Hands questions on; strip: as if nobody had asked for signatures;
    fails: SERVFAIL, and silence to who wants to prove it himself."""

    def __init__(self, port):
        self.server, self.strip, self.asked = port, False, 0
        self.fails, self.known = False, set()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            packet, peer = self.socket.recvfrom(4096)
            # A busy machine makes the resolver ask again.
            if packet[2:] not in self.known:
                self.known.add(packet[2:])
                self.asked += 1
            if self.fails:
                if packet[3] & CHECKING_DISABLED == 0:
                    self.socket.sendto(packet[:2] + SERVFAIL + packet[4:],
                                       peer)
                continue
            if self.strip:              # no EDNS, so no DO bit
                end = packet.index(b"\0", 12) + 5
                packet = packet[:10] + b"\0\0" + packet[12:end]
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as back:
                back.settimeout(2)
                back.sendto(packet, ("127.0.0.1", self.server))
                try:
                    answer = back.recv(4096)
                except OSError:
                    continue
            # A name server that answers for a resolver says "recursion".
            self.socket.sendto(
                answer[:3] + bytes([answer[3] | 0x80]) + answer[4:], peer)


class Zone:
    """What nsd.sign wants to know of a domain."""

    def __init__(self, name, dnssec):
        self.name, self.dnssec = name, dnssec


def write_zones(port):
    """A signed root above a good, an expired and an unsigned zone."""
    lines = ["ns.test. IN A 127.0.0.1"]
    for name, dnssec in (("good", "good"), ("old", "expired")):
        zone = Zone(name, dnssec)
        lines.append(nsd.sign(folder, zone, [f"{name}. IN TXT v-{name}",
                                             f"www.{name}. IN TXT v-www"]))
        lines.append(f"{name}. IN NS ns.test.")
    lines.append("plain. IN NS ns.test.")
    with open(f"{folder}/plain.zone", "w", encoding="ascii") as out:
        out.write(nsd.APEX.format(name="plain") + "plain. IN TXT v-plain\n")
    key = nsd.sign(folder, Zone("", "good"), lines)
    os.rename(f"{folder}/.zone", f"{folder}/root.zone")
    with open(f"{folder}/root.key", "w", encoding="ascii") as out:
        out.write(key)
    with open(f"{folder}/nsd.conf", "w", encoding="ascii") as out:
        out.write(nsd.CONF.format(dir=folder, address="127.0.0.1", port=port))
        out.writelines(nsd.SIGNED.format(name=x)
                       for x in ("good", "old", "plain"))


def wait_for(port):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError("nsd does not answer")


def ask(kind, *names):
    """What show-dns says, and how many questions that took."""
    relay.known.clear()
    before = relay.asked
    run = subprocess.run(
        [TOOL, f"127.0.0.1@{relay.port}", kind, f"{folder}/root.key", *names],
        check=False, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        encoding="utf-8", timeout=60 * harness.PATIENCE)
    return run.stdout.strip().split("\n"), relay.asked - before


port = free_port()
write_zones(port)
child = subprocess.Popen(["nsd", "-d", "-c", f"{folder}/nsd.conf"],
                         stdin=subprocess.DEVNULL,
                         stderr=subprocess.DEVNULL)
atexit.register(child.wait)
atexit.register(child.terminate)
wait_for(port)
relay = Relay(port)

said, cost = ask("root", "plain")
tap.same((said, cost), (["ok unproven v-plain"], 1),
         "unsigned: not one question more")
said, cost = ask("root", "good")
tap.same(said, ["ok secure v-good"], "signed: proven")
tap.note(f"a signed answer takes {cost} questions, the first included")
tap.ok(2 < cost <= 6, "signed: the keys on the way, once", cost)
said, cost = ask("root", "good", "www.good")
tap.ok(cost <= 8, "signed: another name costs two questions", cost)
said, cost = ask("root", "old")
tap.same(said, ["bogus unproven -"], "an expired signature is bogus")
tap.note(f"a bogus answer takes {cost} questions")
said, cost = ask("file", "plain")
tap.same(said, ["ok unproven v-plain"], "strictly: what is not signed")
tap.note(f"strictly, an unsigned answer takes {cost} questions")

relay.strip = True
said, cost = ask("root", "good", "plain", "old")
tap.same((said, cost), (["ok unproven v-good", "ok unproven v-plain",
                         "ok unproven v-old"], 3),
         "a resolver that drops signatures: as without DNSSEC, no cost")
said, cost = ask("file", "good")
tap.same(said, ["bogus unproven -"],
         "strictly, such a resolver is not believed")

relay.strip, relay.fails = False, True
said, cost = ask("root", "good")
tap.same(said, ["servfail unproven -"],
         "SERVFAIL stays what it is when its proof meets silence")

tap.end()
