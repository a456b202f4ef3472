#!/usr/bin/env python3
"""Autoconfig over HTTPS as `discover` sees it: good, odd and hostile places."""

import http.server
import json
import os
import random
import ssl
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path.insert(0, os.path.join(ROOT, "tests", "server"))

# pylint: disable=wrong-import-position
import ca                                               # noqa: E402
from mockdns import NameServer                          # noqa: E402

PROGRAM = os.environ.get("POSTLOTSE", os.path.join(ROOT, "build/postlotse"))
PATH, WELL = "/mail/config-v1.1.xml", "/.well-known/autoconfig" \
    "/mail/config-v1.1.xml"
SERVER = """<{0}Server type="{1}"><hostname>{1}.{2}</hostname>
<port>{3}</port><socketType>SSL</socketType>
<username>%EMAILADDRESS%</username>
<authentication>password-cleartext</authentication></{0}Server>"""


def document(domain):
    return ('<?xml version="1.0"?><clientConfig version="1.1">'
            '<emailProvider id="x"><displayName>Kontor</displayName>' +
            SERVER.format("incoming", "imap", domain, 993) +
            SERVER.format("outgoing", "smtp", domain, 465) +
            "</emailProvider></clientConfig>").encode()


def redirect(url):
    return 302, b"", "text/plain", {"Location": url}


def good(domain="kontor.test"):
    return 200, document(domain), "text/xml", {}


# host: what it answers to a path with its query
def plain(_path):
    return good()


def only_without(path):
    return good() if "?" not in path else (404, b"no", "text/plain", {})


def only_with(path):
    return good() if "emailaddress=" in path else (400, b"", "text/plain", {})


def page(_path):
    return 200, b"<!DOCTYPE html><html>Welcome</html>", "text/xml", {}


def huge(_path):
    return 200, b"<!-- " + b"x" * 300000, "text/xml", {}


def doctype(_path):
    return 200, b"<!DOCTYPE clientConfig>" + document("x.test"), "text/xml", {}


def html(_path):
    return 200, document("kontor.test"), "text/html; charset=utf-8", {}


def bad_port(domain, *ports):
    text = document(domain).decode()
    for port in ports:
        text = text.replace(f">{port}<", ">99300<")
    return 200, text.encode(), "text/xml", {}


OVER = threading.Event()


def slow(_path):
    OVER.wait(60)
    return good()


PLACES = {
    "autoconfig.plain.test": plain,
    "autoconfig.without.test": only_without,
    "with.test": only_with,
    "autoconfig.inside.test": lambda p: redirect("/other" + PATH)
    if p.startswith(PATH) else good(),
    "autoconfig.outside.test": lambda p: redirect(
        "https://autoconfig.plain.test" + PATH),
    "autoconfig.http.test": lambda p: redirect(
        "http://autoconfig.plain.test" + PATH),
    "autoconfig.user.test": lambda p: redirect(
        "https://a:b@autoconfig.plain.test" + PATH),
    "autoconfig.address.test": lambda p: redirect(
        "https://127.0.0.1" + PATH),
    "autoconfig.circle.test": lambda p: redirect("?" + "a" * len(p)),
    "autoconfig.page.test": page,
    "autoconfig.huge.test": huge,
    "autoconfig.doctype.test": doctype,
    "autoconfig.html.test": html,
    "autoconfig.badport.test": lambda p: bad_port("badport.test", 993),
    "autoconfig.badports.test": lambda p: bad_port("badports.test", 993, 465),
    "autoconfig.slow.test": slow,
    "autoconfig.broken.test": lambda p: (503, b"", "text/plain", {}),
    "autoconfig.hoster.test": lambda p: good("hoster.test"),
}
SELF_SIGNED = ("autoconfig.selfsigned.test",)
EXPIRED = ("autoconfig.expired.test",)
asked = []


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        host = self.headers["Host"]
        asked.append((host, self.path))
        answer = PLACES.get(host)
        status, body, kind, more = answer(self.path) if answer else \
            (404, b"", "text/plain", {})
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            for name, value in more.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            pass

    def log_message(self, *_args):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_args):
        pass

    def finish_request(self, request, client_address):
        request.settimeout(10)
        with self.context.wrap_socket(request, server_side=True) as tls:
            super().finish_request(tls, client_address)


def serve(address, folder, kind):
    server = Server((address, 443), Handler)
    server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.context.load_cert_chain(os.path.join(folder, kind + ".pem"),
                                   os.path.join(folder, kind + ".key"))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def listen(folder):
    """Three servers on a network of loopback where nobody listens."""
    for _ in range(50):
        net = f"127.{random.randint(16, 250)}.{random.randint(1, 250)}."
        try:
            return net, [serve(net + "1", folder, "good"),
                         serve(net + "2", folder, "self-signed"),
                         serve(net + "3", folder, "expired")]
        except PermissionError:
            print("1..0 # SKIP port 443 needs root")
            sys.exit(0)
        except OSError:
            continue
    sys.exit("no free network on loopback")


# address, source, outcome, trust, a part of the detail, requests to expect
ROWS = [
    ("anna+x@plain.test", "autoconfig", "found", "T1", "",
     [("autoconfig.plain.test", PATH + "?emailaddress=anna%2Bx@plain.test")]),
    ("plain.test", "autoconfig", "found", "T1", "",
     [("autoconfig.plain.test", PATH)]),
    ("anna@without.test", "autoconfig", "found", "T1", "",
     [("autoconfig.without.test", PATH + "?emailaddress=anna@without.test"),
      ("autoconfig.without.test", PATH)]),
    ("anna@with.test", "autoconfig-well-known", "found", "T1", "",
     [("with.test", WELL),
      ("with.test", WELL + "?emailaddress=anna@with.test")]),
    ("anna@inside.test", "autoconfig", "found", "T1", "redirected to", None),
    ("anna@outside.test", "autoconfig", "found", "T2",
     "redirected to https://autoconfig.plain.test/",
     [("autoconfig.outside.test",
       PATH + "?emailaddress=anna@outside.test"),
      ("autoconfig.plain.test", PATH)]),
    ("anna@http.test", "autoconfig", "failed", "T1", "no https URL", None),
    ("anna@user.test", "autoconfig", "failed", "T1", "no https URL", None),
    ("anna@address.test", "autoconfig", "failed", "T1", "no https URL",
     None),
    ("anna@circle.test", "autoconfig", "failed", "T1", "redirect", None),
    ("anna@page.test", "autoconfig", "none", "T1", "web page", None),
    ("anna@html.test", "autoconfig", "found", "T1", "", None),
    ("anna@badport.test", "autoconfig", "found", "T1",
     'not understood: imap port "99300"', None),
    ("anna@badports.test", "autoconfig", "failed", "T1",
     'no usable server in it; not understood: imap port "99300", '
     'smtp port "99300"', None),
    ("anna@huge.test", "autoconfig", "failed", "T1", "too long", None),
    ("anna@doctype.test", "autoconfig", "failed", "T1", "document type",
     None),
    ("anna@broken.test", "autoconfig", "failed", "T1", "HTTP 503", None),
    ("anna@selfsigned.test", "autoconfig", "failed", "T1", "certificate",
     []),
    ("anna@expired.test", "autoconfig", "failed", "T1", "expired", []),
    ("anna@refused.test", "autoconfig", "failed", "T1", "", None),
    ("anna@nothing.test", "autoconfig", "none", "T1", "no such name", None),
    ("anna@mute.test", "autoconfig", "unfinished", "T1", "", None),
    ("anna@customer.test", "mx", "found", "T3",
     "https://autoconfig.hoster.test",
     [("autoconfig.hoster.test", PATH)]),
]


def zone(net):
    lines = [f"{name} A {net}1" for name in PLACES]
    lines += [f"{name} A {net}2" for name in SELF_SIGNED]
    lines += [f"{name} A {net}3" for name in EXPIRED]
    lines += [f"autoconfig.refused.test A {net}9",
              "autoconfig.mute.test SILENCE",
              "nothing.test A 127.0.0.1", "nothing.test MX 10 mx.x.test.",
              "_imaps._tcp.wrongport.test SRV 0 0 995 imap.wrongport.test.",
              f"imap.wrongport.test A {net}9",
              "customer.test MX 10 mx.hoster.test."]
    return lines


count = 0


def ok(good_, name, why=""):
    global count
    count += 1
    print(f"{'ok' if good_ else 'not ok'} {count} - {name}")
    if not good_:
        print("\n".join("# " + x for x in str(why).splitlines()))


def discover(dns, folder, address, *more):
    start = time.monotonic()
    done = subprocess.run(
        [PROGRAM, "discover", address, "--json", "--resolver",
         f"127.0.0.1@{dns.port}", "--ca-file",
         os.path.join(folder, "root.pem"), "--timeout", "4", *more],
        env=dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="en",
                 XDG_CONFIG_HOME=folder, https_proxy="http://127.0.0.1:9"),
        capture_output=True, text=True, timeout=30, check=False,
        stdin=subprocess.DEVNULL)
    took = time.monotonic() - start
    if done.returncode not in (0, 1):  # a sanitizer has its own status
        return {"stderr": done.stderr, "status": done.returncode}, took
    try:
        return json.loads(done.stdout), took
    except ValueError:
        return {"stderr": done.stderr, "status": done.returncode}, took


def check_misread(dns, folder):
    """Who names a server is not told to ask for its name."""
    for name, severity in (("badport", "warning"), ("badports", "error")):
        report, _ = discover(dns, folder, f"anna@{name}.test")
        told = {f["id"]: f for f in report.get("findings", [])
                if f["id"].startswith("config.")}
        ok(list(told) == ["config.not-understood"] and
           told["config.not-understood"]["severity"] == severity and
           'imap port "99300"' in told["config.not-understood"]["text"],
           f"{name}: the value is named", report)
    done = subprocess.run(
        [PROGRAM, "discover", "anna@badport.test", "--lang", "de",
         "--resolver", f"127.0.0.1@{dns.port}", "--ca-file",
         os.path.join(folder, "root.pem"), "--timeout", "4"],
        env=dict(os.environ, XDG_CONFIG_HOME=folder), text=True,
        capture_output=True, timeout=30, check=False)
    ok('nicht verstanden: imap port "99300"' in done.stdout and
       "not understood" not in done.stdout, "in German", done.stdout)


def check_nothing_follows(dns, folder):
    """Where all that is named is wrong, no records follow, and it says so."""
    for lang, words in (("en", "no records and files follow"),
                        ("de", "folgen unten keine Einträge und Dateien")):
        done = subprocess.run(
            [PROGRAM, "discover", "--lint", "wrongport.test", "--lang", lang,
             "--resolver", f"127.0.0.1@{dns.port}", "--timeout", "4"],
            env=dict(os.environ, LC_ALL="C.UTF-8", XDG_CONFIG_HOME=folder),
            text=True, capture_output=True, timeout=30, check=False)
        ok(words in " ".join(done.stdout.split()) and done.returncode == 1 and
           "SRV 0 0" not in done.stdout, f"lint, {lang}: nothing follows",
           done.stdout)


def check_row(dns, folder, row):
    address, name, outcome, trust, detail, requests = row
    del asked[:]
    report, _ = discover(dns, folder, address)
    found = [s for s in report.get("sources", []) if s["source"] == name]
    found = found[0] if found else {}
    host = address.split("@")[-1]
    seen = [a for a in asked if host in a[0]
            or (requests and a in requests)]
    ok(found.get("outcome") == outcome and found.get("trust") == trust
       and detail in found.get("detail", ""), f"{address}: {name} {outcome}",
       found or report)
    if requests is not None:
        ok(all(r in seen for r in requests) and
           all(s in requests or (s[0] != requests[0][0]) for s in seen),
           f"{address}: asked for", seen)


def main():
    with tempfile.TemporaryDirectory() as folder:
        names = list(PLACES) + ["autoconfig.expired.test"]
        ca.make(folder, names, (), ("good", "self-signed", "expired"))
        net, servers = listen(folder)
        dns = NameServer(zone(net))
        for row in ROWS:
            check_row(dns, folder, row)
        check_misread(dns, folder)
        check_nothing_follows(dns, folder)
        report, _ = discover(dns, folder, "anna@mute.test", "--timeout", "20")
        ok([s["outcome"] for s in report.get("sources", [])
            if s["source"] == "autoconfig"] == ["unfinished"],
           "silence is no SERVFAIL, also when there is time", report)
        report, took = discover(dns, folder, "anna@slow.test",
                                "--timeout", "2")
        OVER.set()
        ok(took < 20, "a slow place does not outlast the deadline", took)
        slow_one = [s["outcome"] for s in report.get("sources", [])
                    if s["source"] == "autoconfig"]
        ok(slow_one and slow_one[0] in ("failed", "unfinished"),
           "and is told as such", report)
        report, _ = discover(dns, folder, "anna@plain.test", "-6")
        ok([s["outcome"] for s in report.get("sources", [])
            if s["source"] == "autoconfig"] == ["none"],
           "-6 does not use an IPv4 address", report)
        asked = len(dns.asked)
        report, _ = discover(dns, folder, "anna@plain.test", "--offline")
        ok([s["source"] for s in report.get("sources", [])] ==
           ["local-file", "provider-database"] and len(dns.asked) == asked,
           "--offline asks no name server", report)
        dns.stop()
        report, took = discover(dns, folder, "anna@plain.test",
                                "--timeout", "2")
        ok(took < 15 and report.get("sources"),
           "without a resolver it ends in time", report)
        for server in servers:
            server.shutdown()
    print(f"1..{count}")


main()
