#!/usr/bin/env python3
"""A domain whose name server, web servers and mail servers are hostile.

Every text that they can say carries characters that command a terminal, turn
the direction of writing or hide; no output of any command does (cli.run()
looks at all of them).
"""

import base64
import http.server
import json
import os
import random
import socket
import ssl
import subprocess
import sys
import threading
from pathlib import Path

from cli import HOME, PATIENCE, ROOT, done, ok, run

sys.path.insert(0, str(ROOT / "tests" / "server"))

import ca                                               # noqa: E402
from mockdns import NameServer                          # noqa: E402

# Every kind at once; without blanks, for some texts end there.
EVIL = "\x1b]0;T\x07\x9b2J\x9d0;T\x9c\u202e\u2066\xad\u3164\u200b\U000e0041"
LINE = EVIL.replace("\x1b", "\\").replace("\x07", "-")  # in a header
DOMAIN = "evil.test"
HOSTS = [DOMAIN] + [f"{n}.{DOMAIN}" for n in (
    "autoconfig", "autodiscover", "ua-auto-config", "imap", "smtp", "mx")]


def xml(text):
    """As XML 1.0 can carry it."""
    return "".join(f"&#x{ord(c):x};" for c in text if c >= " ")


def servers(user, host):
    return "".join(
        f'<{kind}Server type="{proto}"><hostname>{host % proto}</hostname>'
        f"<port>{port}</port><socketType>SSL{more}</socketType>"
        f"<authentication>password-cleartext{more}</authentication>"
        f"<authentication>password-cleartext</authentication>"
        f"<username>{user}</username></{kind}Server>"
        for kind, proto, port in (("incoming", "imap", 993),
                                  ("outgoing", "smtp", 465))
        for more in ("", xml(EVIL)))


def autoconfig():
    e = xml(EVIL)
    return (
        f'<clientConfig version="1.1{e}"><emailProvider id="{e}">'
        f"<domain>{e}</domain><domain purpose='mx'>{e}</domain>"
        f"<displayName>Good{e}</displayName>"
        f"<displayShortName>G{e}</displayShortName>"
        f'<documentation url="https://x.test/{e}"><descr lang="en">{e}'
        "</descr></documentation>"
        f'<enable visiturl="https://y.test/"><instruction lang="{e}">do{e}'
        "</instruction></enable>"
        f"<oAuth2><issuer>x.test</issuer><scope>mail{e} b</scope>"
        "<authURL>https://x.test/a</authURL>"
        "<tokenURL>https://x.test/t</tokenURL></oAuth2>"
        f'<calendar type="caldav"><url>https://x.test/{e}</url></calendar>'
        f'<incomingServer type="imap{e}"><hostname>a</hostname>'
        "</incomingServer>"
        + servers("%EMAILADDRESS%", f"%s.{DOMAIN}") +
        servers("anna" + e, f"%s.{DOMAIN}") +
        servers("%EMAILADDRESS%", "%s" + e) +
        "</emailProvider></clientConfig>").encode()


def autodiscover(action):
    e = xml(EVIL)
    inside = {
        "settings": f"<Action>settings{e}</Action><Protocol><Type>IMAP{e}"
        f"</Type></Protocol><Protocol><Type>IMAP</Type><Server>a{e}"
        f"</Server></Protocol><Protocol><Type>IMAP</Type><Server>imap.{DOMAIN}"
        f"</Server><Encryption>TLS{e}</Encryption><LoginName>a{e}</LoginName>"
        f"</Protocol><Protocol><Type>IMAP</Type><Server>imap.{DOMAIN}"
        f"</Server><Port>993</Port><LoginName>{e}</LoginName></Protocol>"
        f"<Protocol><Type>EXCH</Type><EwsUrl>https://x/{e}</EwsUrl>"
        "</Protocol>",
        "address": "<Action>redirectAddr</Action>"
        f"<RedirectAddr>a{e}@x{e}.test</RedirectAddr>",
        "url": "<Action>redirectUrl</Action>"
        f"<RedirectUrl>https://x/{e}</RedirectUrl>",
    }[action]
    return ("<Autodiscover><Response><User><DisplayName>" + e +
            f"</DisplayName></User><Account>{inside}</Account></Response>"
            "</Autodiscover>").encode()


def pacc():
    return json.dumps({
        "protocols": {"imap": {"host": f"imap.{DOMAIN}"},
                      "smtp": {"host": "a" + EVIL},
                      "jmap": {"url": "https://x.test/" + EVIL}},
        "authentication": {"oauth-public": {"issuer": "https://x/" + EVIL},
                           "password": True},
        "info": {"provider": {"name": "P" + EVIL, "shortName": EVIL},
                 "help": {"documentation": "https://x.test/" + EVIL}},
        EVIL: EVIL}).encode()


class Web(http.server.BaseHTTPRequestHandler):
    """What it says depends on the time: mode is one word for a whole run."""

    mode = "settings"

    def answer(self):
        body, status, more = b"", 200, []
        if Web.mode == "redirect":
            status = 302
            more.append(("Location", "https://" + LINE + "/" + LINE))
        elif Web.mode == "refuse":
            status = 401
            more.append(("WWW-Authenticate", LINE))
        elif "autodiscover.json" in self.path:
            body = json.dumps({"ErrorCode": EVIL, "ErrorMessage": EVIL} if
                              Web.mode == "url" else
                              {"Url": "https://x/" + EVIL}).encode()
        elif "autodiscover" in self.path.lower():
            body = autodiscover(Web.mode)
        elif self.path.endswith(".json"):
            body = pacc()
        else:
            body = autoconfig()
        self.send_response(status, LINE)
        self.send_header("Content-Type", "text/xml; " + LINE)
        self.send_header("Content-Length", str(len(body)))
        for name, value in more:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer

    def send_header(self, keyword, value):
        self._headers_buffer.append(f"{keyword}: {value}\r\n".encode())

    def send_response(self, code, message=None):
        self._headers_buffer = [f"HTTP/1.1 {code} {message}\r\n".encode()]

    def log_message(self, *_args):
        pass


class Listener(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_args):
        pass

    def finish_request(self, request, client_address):
        request.settimeout(PATIENCE)
        with self.context.wrap_socket(request, server_side=True) as tls:
            self.talk(tls, client_address)

    def talk(self, tls, client_address):
        super().finish_request(tls, client_address)


class Imap(Listener):
    """Folders with hostile names, alerts, capabilities, codes."""

    refuse = False

    def talk(self, tls, _address):
        e = EVIL.encode()
        # Modified UTF-7 (RFC 3501 section 5.1.3) hides it until it is read.
        coded = b"&" + base64.b64encode(EVIL.encode("utf-16-be")).rstrip(
            b"=").replace(b"/", b",") + b"-"
        tls.sendall(b"* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN ID X" + e
                    + b"] " + e + b" [ALERT] \r\n")
        for line in tls.makefile("rb"):
            tag, _, rest = line.strip().partition(b" ")
            verb = rest.split(b" ")[0].upper()
            tls.sendall(b"* OK [ALERT] mind " + e + b"\r\n")
            if verb == b"CAPABILITY":
                tls.sendall(b"* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN "
                            b"NAMESPACE SPECIAL-USE QUOTA ID AUTH=X" + e +
                            b" X" + e + b"\r\n")
            elif verb == b"AUTHENTICATE" and self.refuse:
                tls.sendall(tag + b" NO [X" + e + b"] not " + e + b"\r\n")
                continue
            elif verb == b"LIST":
                for flag in (b"Sent", b"Drafts", b"Trash", b"Junk", e):
                    tls.sendall(b"* LIST (\\" + flag + b') "' + e[:1] +
                                b'" "' + coded + b'"\r\n')
                    tls.sendall(b"* LIST (\\" + flag + b') "/" "' + e +
                                b'"\r\n')
            elif verb == b"NAMESPACE":
                tls.sendall(b'* NAMESPACE (("' + coded + b'" "/")) NIL NIL'
                            b"\r\n")
            elif verb == b"ID":
                tls.sendall(b'* ID ("name" "' + e + b'" "' + e + b'" "x")'
                            b"\r\n")
            elif verb == b"STATUS":
                tls.sendall(b"* STATUS INBOX (MESSAGES 1)\r\n")
            elif verb == b"GETQUOTAROOT":
                tls.sendall(b'* QUOTAROOT INBOX "' + e + b'"\r\n* QUOTA "' + e
                            + b'" (STORAGE 9 10)\r\n')
            tls.sendall(tag + b" OK [X" + e + b"] " + e + b"\r\n")
            if verb == b"LOGOUT":
                return


def certificates(folder):
    """The authority's good one, and one with hostile names in it."""
    ca.make(folder, HOSTS, (), ("good",))
    config = Path(folder, "evil.cnf")
    config.write_text(
        "[req]\ndistinguished_name=dn\nprompt=no\nutf8=yes\n"
        "string_mask=utf8only\nx509_extensions=x\n[dn]\n"
        f"CN=evil{LINE.replace(chr(92), '')}\nO=O{LINE.replace(chr(92), '')}\n"
        "[x]\nsubjectAltName=@alt\n[alt]\n"
        f"DNS.1=a\x1b[2J.{DOMAIN}\nDNS.2=imap.{DOMAIN}\n", encoding="utf-8")
    p = subprocess.run(
        ["openssl", "req", "-x509", "-config", config, "-newkey", "ec",
         "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "60",
         "-utf8", "-keyout", f"{folder}/evil.key", "-out",
         f"{folder}/evil.pem"], capture_output=True, check=False,
        timeout=PATIENCE)
    ok(p.returncode == 0, "a certificate with hostile names", p.stderr)


def listen(kind, address, folder, name):
    server = kind(address, Web)
    server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.context.load_cert_chain(f"{folder}/{name}.pem",
                                   f"{folder}/{name}.key")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def start(folder):
    """A network of loopback where nobody listens yet."""
    for _ in range(50):
        net = f"127.{random.randint(16, 250)}.{random.randint(1, 250)}."
        try:
            return net, [listen(Listener, (net + "1", 443), folder, "good"),
                         listen(Imap, (net + "2", 993), folder, "good"),
                         listen(Imap, (net + "3", 993), folder, "evil")]
        except PermissionError:
            print("1..0 # SKIP port 443 needs root")
            sys.exit(0)
        except OSError:
            continue
    sys.exit("no free network on loopback")


def records(net):
    raw = EVIL.replace("\xa0", "")
    lines = [f"{host} A {net}1" for host in HOSTS if "imap" not in host]
    return lines + [
        f"imap.{DOMAIN} A {net}2", f"odd.{DOMAIN} A {net}3",
        f"{DOMAIN} MX 10 mx{raw}.{DOMAIN}.", f"{DOMAIN} NS ns{raw}.x.test.",
        f'{DOMAIN} TXT "mailconf=https://x.test/{EVIL}"',
        f'{DOMAIN} TXT "v=spf1 include:{EVIL} -all"',
        f'_ua-auto-config.{DOMAIN} TXT "v=UAAC1; a=sha256; d={EVIL}"',
        f"_imaps._tcp.{DOMAIN} SRV 0 1 993 imap{raw}.{DOMAIN}.",
        f"_imap._tcp.{DOMAIN} SRV 0 1 143 imap.{DOMAIN}.",
        f"_submissions._tcp.{DOMAIN} SRV 0 1 465 smtp.{DOMAIN}.",
        f"_autodiscover._tcp.{DOMAIN} SRV 0 1 443 x{raw}.{DOMAIN}.",
        f"_caldavs._tcp.{DOMAIN} SRV 0 1 443 dav{raw}.{DOMAIN}.",
        f'_caldavs._tcp.{DOMAIN} TXT "path=/{EVIL}"',
        f"alias.{DOMAIN} CNAME c{raw}.{DOMAIN}."]


def tell(name, r, *statuses):
    ok(r.status in (statuses or (0, 1)), name, r)


def main():
    folder = HOME / "ca"
    folder.mkdir()
    certificates(folder)
    net, servers_ = start(folder)
    dns = NameServer(records(net))
    common = ["--resolver", f"127.0.0.1@{dns.port}", "--ca-file",
              folder / "root.pem", "--timeout", "5"]
    secret = HOME / "password"
    secret.write_text("not-a-secret-77\n")
    for Web.mode in ("settings", "address", "url", "redirect", "refuse"):
        for more in ([], ["--json"], ["--lang", "de", "-v"], ["--lint"],
                     ["--lint", "--json"]):
            tell(f"discover, {Web.mode} {more}", run(
                "discover", f"anna@{DOMAIN}", *common, *more))
    Web.mode = "settings"
    for fmt in ("sheet", "sheet-html", "sheet-markdown", "autoconfig",
                "mobileconfig", "thunderbird", "k9", "mutt"):
        tell(f"profile for {fmt}", run(
            "profile", f"anna@{DOMAIN}", *common, "--for", fmt, "--out",
            HOME / "made" / fmt), 0, 2)
    tell("lint to a folder", run("discover", DOMAIN, *common, "--lint",
                                 "--out", HOME / "published"), 0, 1)
    for Imap.refuse in (False, True):
        for more in ([], ["--json"], ["--lang", "de", "-v"]):
            what = f"refused {Imap.refuse}, {more}"
            path = HOME / "transcript"
            tell(f"check, {what}", run(
                "check", f"anna@{DOMAIN}", *common, "--password-file", secret,
                "--transcript", path, "--trust", DOMAIN, *more), 0, 1)
            path.unlink(missing_ok=True)
            tell(f"probe, {what}", run(
                "probe", f"imaps://imap.{DOMAIN}", *common, "--user", "anna",
                "--password-file", secret, "--transcript", path, *more), 0, 1)
            path.unlink(missing_ok=True)
            tell(f"probe of the odd certificate, {what}", run(
                "probe", f"imaps://odd.{DOMAIN}", *common, *more), 0, 1)
            tell(f"probe of an alias, {what}", run(
                "probe", f"imaps://alias.{DOMAIN}", *common, *more), 0, 1)
    Imap.refuse = False
    report = HOME / "report.json"
    report.write_text(run(
        "check", f"anna@{DOMAIN}", *common, "--password-file", secret,
        "--trust", DOMAIN, "--json").out)
    for fmt in ("sheet", "mutt", "thunderbird", "mobileconfig"):
        tell(f"profile of that report: {fmt}", run(
            "profile", f"anna@{DOMAIN}", "--settings", report, "--for", fmt,
            "--out", HOME / "again" / fmt), 0, 2)
    dns.stop()
    for server in servers_:
        server.shutdown()
    done()


main()
