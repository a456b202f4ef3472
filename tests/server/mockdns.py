"""A name server that answers from a short list, on loopback by UDP.

Records are lines "NAME TYPE VALUE": A, AAAA, MX, NS, SRV, TXT, CNAME as in a
zone file, or "NAME STATUS" with NXDOMAIN, SERVFAIL, REFUSED or SILENCE, or "NAME
TYPE STATUS" for one type alone.  A name that has another type, or lies above
a known one, exists without data; every other name does not exist.
"""

import ipaddress
import socket
import struct
import threading

TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "MX": 15, "TXT": 16,
         "AAAA": 28, "SRV": 33}
CODES = {"NODATA": 0, "SERVFAIL": 2, "NXDOMAIN": 3, "REFUSED": 5}
STATES = set(CODES) | {"SILENCE"}
TTL = 60


def pack_name(name):
    """RFC 1035 section 3.1, without compression."""
    labels = [part.encode() for part in name.rstrip(".").split(".") if part]
    return b"".join(bytes([len(p)]) + p for p in labels) + b"\0"


def pack_data(kind, value):
    if kind in ("A", "AAAA"):
        return ipaddress.ip_address(value).packed
    if kind in ("CNAME", "NS"):
        return pack_name(value)
    if kind == "MX":
        priority, host = value.split()
        return struct.pack("!H", int(priority)) + pack_name(host)
    if kind == "SRV":
        *numbers, host = value.split()
        return struct.pack("!3H", *map(int, numbers)) + pack_name(host)
    text = value.strip('"').encode()
    parts = [text[i:i + 255] for i in range(0, len(text), 255)] or [b""]
    return b"".join(bytes([len(p)]) + p for p in parts)


def read_question(packet):
    """The name in lower case, the type, and the question as it came."""
    at, labels = 12, []
    while packet[at]:
        labels.append(packet[at + 1:at + 1 + packet[at]].decode("latin-1"))
        at += 1 + packet[at]
    kind, = struct.unpack_from("!H", packet, at + 1)
    return ".".join(labels).lower(), kind, packet[12:at + 5]


class NameServer:
    """Runs from the start to stop(); asked lists the names it was asked."""

    def __init__(self, lines):
        self.states, self.records, self.asked = {}, {}, []
        for line in lines:
            self.add(line)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.stopping = False
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def add(self, line):
        name, what, *rest = line.split(None, 2)
        name = name.rstrip(".").lower()
        if what in STATES:
            self.states[name, None] = what
        elif rest[0] in STATES:
            self.states[name, TYPES[what]] = rest[0]
        else:
            self.records.setdefault((name, TYPES[what]), []).append(
                (TYPES[what], pack_data(what, rest[0]), rest[0]))

    def find(self, name, kind):
        """A state, or the records of the answer section."""
        for key in ((name, kind), (name, None)):
            if key in self.states:
                return self.states[key], []
        found = [(name,) + r for r in self.records.get((name, kind), ())]
        alias = self.records.get((name, TYPES["CNAME"]))
        if alias and not found:
            state, more = self.find(alias[0][2].rstrip(".").lower(), kind)
            return state, [(name,) + alias[0]] + more
        known = any(n == name or n.endswith("." + name)
                    for n, _ in list(self.records) + list(self.states))
        return "NODATA" if known or found else "NXDOMAIN", found

    def answer(self, packet):
        name, kind, question = read_question(packet)
        self.asked.append(name)
        state, found = self.find(name, kind)
        if state == "SILENCE":
            return None
        body = b"".join(
            pack_name(owner) + struct.pack("!HHIH", t, 1, TTL, len(data)) +
            data for owner, t, data, _ in found)
        authority = b""
        if not found and state in ("NODATA", "NXDOMAIN"):
            soa = (pack_name("ns.test") + pack_name("root.test") +
                   struct.pack("!5I", 1, 60, 60, 60, 60))
            authority = pack_name(name.rpartition(".")[2]) + struct.pack(
                "!HHIH", TYPES["SOA"], 1, TTL, len(soa)) + soa
        head = packet[:2] + struct.pack(
            "!5H", 0x8180 | CODES[state], 1, len(found),
            1 if authority else 0, 0)
        return head + question + body + authority

    def serve(self):
        while not self.stopping:
            try:
                packet, peer = self.socket.recvfrom(4096)
                reply = self.answer(packet)
                if reply is not None:
                    self.socket.sendto(reply, peer)
            except (OSError, IndexError, struct.error):
                continue

    def stop(self):
        self.stopping = True
        wake = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        wake.sendto(b"", ("127.0.0.1", self.port))
        wake.close()
        self.thread.join(2)
        self.socket.close()
