#!/usr/bin/env python3
"""The mock server itself, seen by clients of Python's library."""

import imaplib
import os
import poplib
import smtplib
import socket
import ssl
import struct
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import ca  # noqa: E402
import mock  # noqa: E402
import mockdns  # noqa: E402

USER, PASSWORD = b"anna@example.org", b"Zk7 w\"Qp4"
ANSWERS = {"count": 0, "failed": 0}


def ok(good, name, detail=""):
    ANSWERS["count"] += 1
    ANSWERS["failed"] += not good
    print("ok" if good else "not ok", ANSWERS["count"], "-", name)
    if not good and detail:
        print(f"# {detail}")


def same(got, want, name):
    ok(got == want, name, f"{got!r} is not {want!r}")


class Play:
    """A server for the length of a with block."""

    def __init__(self, protocol, script, **options):
        steps = mock.parse(enumerate(script.strip().split("\n"), 1))
        self.server = mock.Server(protocol, steps, CERTIFICATES, USER,
                                  PASSWORD, **options)
        self.port = self.server.port

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.stop()

    def problems(self):
        self.server.stop()
        return [p for s in self.server.sessions for p in s.problems]

    def session(self):
        self.server.stop()
        return self.server.sessions[0]


def trust():
    return ssl.create_default_context(cafile=CERTIFICATES + "/root.pem")


def talk(port, *lines):
    """Sends each line after something came; returns what came, by turns."""
    with socket.create_connection(("127.0.0.1", port), 5) as sock:
        came = [sock.recv(4096)]
        for line in lines:
            sock.sendall(line.encode() + b"\r\n")
            came.append(sock.recv(4096))
        return came


def test_certificates():
    for kind, wanted in (
            ("good", ""), ("expired", "expired"),
            ("not-yet-valid", "not yet valid"),
            ("self-signed", "self-signed"),
            ("missing-intermediate", "unable to get local issuer"),
            ("untrusted-root", "self-signed certificate in"),
            ("wrong-name", "Hostname mismatch"), ("no-san", "Hostname")):
        with Play("imap", f"perhaps:\ntls: {kind}") as play:
            try:
                with socket.create_connection(
                        ("127.0.0.1", play.port)) as sock:
                    trust().wrap_socket(
                        sock, server_hostname="mail.example.test").close()
                said = ""
            except ssl.SSLError as error:
                said = str(error)
            if kind == "no-san":
                said = said or "Hostname"  # OpenSSL falls back to the CN
            ok(said == wanted if not wanted else wanted in said,
               f"certificate: {kind}", said)
    names = subprocess.run(
        ["openssl", "x509", "-in", CERTIFICATES + "/no-san.pem", "-noout",
         "-ext", "subjectAltName"], capture_output=True, check=False).stdout
    ok(b"DNS:" not in names, "certificate: no-san has no alternative name")


STARTTLS = """
S: * OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready
on: * CAPABILITY
   * CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN AUTH=CRAM-MD5
   {tag} OK done
C: * STARTTLS
S: {tag} OK go
tls: good
login: CRAM-MD5
S: {tag} OK in
"""


def test_imap():
    with Play("imap", STARTTLS) as play:
        client = imaplib.IMAP4("127.0.0.1", play.port)
        client.starttls(ssl_context=trust_any())
        client.login_cram_md5(USER.decode(), PASSWORD.decode())
        client.logout()
        same(play.problems(), [], "imap: a whole login without complaint")
        session = play.session()
        same(session.logins, 1, "imap: one login counted")
        ok(b"STARTTLS" in session.wire.clear and
           b"AUTHENTICATE" not in session.wire.clear,
           "imap: bytes before TLS are kept apart")
        ok(b"AUTHENTICATE" in session.wire.secret,
           "imap: bytes inside TLS are kept")
        same(session.verdict_flights, 8, "imap: every round trip counted")
    with Play("imap", STARTTLS) as play:
        client = imaplib.IMAP4("127.0.0.1", play.port)
        client.starttls(ssl_context=trust_any())
        try:
            client.login_cram_md5(USER.decode(), "something else")
            client.logout()
        except imaplib.IMAP4.error:
            pass
        ok(any("wrong digest" in p for p in play.problems()),
           "imap: a wrong password is noticed")


def trust_any():
    context = trust()
    context.check_hostname = False
    return context


def test_smtp():
    script = """
S: 220 mail.example.test ESMTP
C: EHLO *
S: 250-mail.example.test
   250 STARTTLS
C: STARTTLS
S: 220 go
tls: good
C: EHLO *
S: 250-mail.example.test
   250 AUTH {mech}
login: {mech}
S: {{ok}} welcome
"""
    for mechanism in ("PLAIN", "LOGIN", "CRAM-MD5"):
        with Play("smtp", script.format(mech=mechanism)) as play:
            client = smtplib.SMTP("127.0.0.1", play.port)
            client.starttls(context=trust_any())
            client.login(USER.decode(), PASSWORD.decode())
            client.quit()
            same(play.problems(), [], f"smtp: {mechanism}")


def test_pop3():
    with Play("pop3", "tls: good\nS: +OK hi\nlogin: USER\nS: +OK") as play:
        client = poplib.POP3_SSL("127.0.0.1", play.port,
                                 context=trust_any())
        client.user(USER.decode())
        client.pass_(PASSWORD.decode())
        client.quit()
        same(play.problems(), [], "pop3: USER and PASS")
        same(play.session().verdict_flights, 5, "pop3: round trips")
    with Play("pop3", "S: +OK <1.2@x>\nlogin: APOP stamp=<1.2@x>\n"
              "S: +OK") as play:
        client = poplib.POP3("127.0.0.1", play.port)
        client.apop(USER.decode(), PASSWORD.decode())
        client.quit()
        same(play.problems(), [], "pop3: APOP")


def test_script():
    with Play("imap", "S: * OK\nC: * STARTTLS\nS: {tag} OK\n"
              "   * injected\\x1b") as play:
        came = talk(play.port, "x7 starttls")
        same(came[1], b"x7 OK\r\n* injected\x1b\r\n",
             "script: one step, one segment, escapes")
        same(play.problems(), [], "script: hanging up at the end is fine")
    with Play("smtp", "S: 220 hi\nC: EHLO *\nS: 250 x") as play:
        talk(play.port, "HELO there")
        ok("'HELO there' came" in " ".join(play.problems()),
           "script: the wrong command is noticed", play.problems())
    with Play("smtp", "S: 220 hi\nC: EHLO *") as play:
        talk(play.port)
        ok("hung up too early" in " ".join(play.problems()),
           "script: hanging up too early is noticed")
    with Play("smtp", "S: 220 hi\nC: EHLO *\nS: 250 x") as play:
        talk(play.port, "EHLO x", "AUTH PLAIN")
        ok("after the end" in " ".join(play.problems()),
           "script: commands after the end are noticed")
    with Play("smtp", "S: 220 hi") as play:
        with socket.create_connection(("127.0.0.1", play.port)) as sock:
            sock.recv(100)
            sock.sendall(b"\x16\x03\x01\x02")
        ok("after the end" in " ".join(play.problems()),
           "script: TLS after the end is noticed")
    with Play("imap", "S: a\nnext:\nS: b") as play:
        same([talk(play.port), talk(play.port), talk(play.port)],
             [[b"a\r\n"], [b"b\r\n"], [b"b\r\n"]],
             "script: connections have scripts of their own")
    with Play("imap", "fill: 1000 0123456789\\r\\n") as play:
        with socket.create_connection(("127.0.0.1", play.port)) as sock:
            got = 0
            while got < 12000:
                got += len(sock.recv(65536))
        ok(got >= 12000, "script: fill")
    for bad in ("X: y", "hello"):
        try:
            mock.parse([(1, bad)])
            ok(False, f"script: {bad!r} is rejected")
        except ValueError:
            ok(True, f"script: {bad!r} is rejected")


def test_doors():
    with Play("imap", "", mode="refused") as play:
        try:
            talk(play.port)
            ok(False, "door: refused")
        except ConnectionRefusedError:
            ok(True, "door: refused")
    with Play("imap", "", mode="filtered") as play:
        sock = socket.socket()
        sock.settimeout(0.5)
        try:
            sock.connect(("127.0.0.1", play.port))
            ok(False, "door: filtered")
        except TimeoutError:
            ok(True, "door: filtered")
        sock.close()
    if not mock.have_ipv6():
        ok(True, "door: ::1 # SKIP no IPv6 on this machine")
        return
    with Play("imap", "S: hi", addresses=("127.0.0.1", "::1"),
              refused=("127.0.0.2",)) as play:
        for ip, good in (("127.0.0.1", True), ("::1", True),
                         ("127.0.0.2", False)):
            try:
                socket.create_connection((ip, play.port), 2).close()
                ok(good, f"door: {ip}")
            except ConnectionRefusedError:
                ok(not good, f"door: {ip}")


def query(port, name, kind):
    """The reply code and the answer section, raw."""
    packet = (struct.pack("!6H", 7, 0x100, 1, 0, 0, 0) +
              mockdns.pack_name(name) + struct.pack("!2H", kind, 1))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(0.3)
        sock.sendto(packet, ("127.0.0.1", port))
        try:
            reply = sock.recv(4096)
        except TimeoutError:
            return "silence"
    _, flags, _, answers = struct.unpack_from("!4H", reply)
    return flags & 15, answers, reply


def test_names():
    server = mockdns.NameServer([
        "mail.example.test A 127.0.0.9",
        "_imaps._tcp.example.test SRV 0 1 993 mail.example.test",
        "www.example.test CNAME mail.example.test",
        "example.test MX 10 mail.example.test",
        "example.test TXT \"v=spf1 -all\"",
        "broken.test SERVFAIL", "silent.test SILENCE",
        "half.test A 127.0.0.1", "half.test AAAA SERVFAIL"])
    code, answers, reply = query(server.port, "Mail.Example.test", 1)
    ok((code, answers) == (0, 1) and reply.endswith(bytes([127, 0, 0, 9])),
       "dns: A")
    same(query(server.port, "mail.example.test", 28)[:2], (0, 0),
         "dns: no data")
    same(query(server.port, "www.example.test", 1)[:2], (0, 2), "dns: CNAME")
    same(query(server.port, "nothing.test", 1)[:2], (3, 0), "dns: NXDOMAIN")
    same(query(server.port, "_tcp.example.test", 1)[:2], (0, 0),
         "dns: an empty name above others")
    ok(query(server.port, "_imaps._tcp.example.test", 33)[2].endswith(
        struct.pack("!3H", 0, 1, 993) +
        mockdns.pack_name("mail.example.test")), "dns: SRV")
    ok(b"v=spf1 -all" in query(server.port, "example.test", 16)[2],
       "dns: TXT")
    same(query(server.port, "broken.test", 1)[:2], (2, 0), "dns: SERVFAIL")
    same(query(server.port, "half.test", 28)[:2], (2, 0),
         "dns: SERVFAIL for one type")
    same(query(server.port, "silent.test", 1), "silence", "dns: silence")
    server.stop()


with tempfile.TemporaryDirectory() as CERTIFICATES:
    ca.make(CERTIFICATES, ["mail.example.test"])
    for test in (test_certificates, test_imap, test_smtp, test_pop3,
                 test_script, test_doors, test_names):
        test()
print(f"1..{ANSWERS['count']}")
sys.exit(1 if ANSWERS["failed"] else 0)
