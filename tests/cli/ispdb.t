#!/usr/bin/python3
"""Every file of the ISPDB, read by our reader and by lxml: the same facts.

Domains, servers with every kind of login and every POP3 option, names, pages
of help, switches to turn on, other services, and where tokens come from.
The files are not ours: POSTLOTSE_SHARED names the folder that has them.
"""

import os
import subprocess
import sys
from pathlib import Path

try:
    from lxml import etree  # Debian's python3-lxml is for /usr/bin/python3
except ImportError:
    etree = None

FOLDER = Path(os.environ.get("POSTLOTSE_SHARED", "/nonexistent"))
TOOL = Path(os.environ.get("BUILD", "build")) / "tests/show-autoconfig"
SECURITY = {"SSL": "tls", "STARTTLS": "starttls", "plain": "none"}
AUTH = {"password-cleartext": "password", "plain": "password",
        "password-encrypted": "encrypted", "secure": "encrypted",
        "OAuth2": "oauth2", "client-IP-address": "client-ip", "none": "none"}
LEAVE = {"true": "leave", "false": "delete"}
SERVICES = {"ews": ("ews", "url"), "graph": ("graph", "url"),
            "exchange": ("ews", "ewsURL")}
PLACES = {"%EMAILADDRESS%": "anna@example.org", "%EMAILLOCALPART%": "anna",
          "%EMAILDOMAIN%": "example.org"}
TEXT_MAX = 512


def fill(text):
    for place, value in PLACES.items():
        text = text.replace(place, value)
    return text


def words(text):
    """As a person reads it: lines and blanks are one blank."""
    return " ".join((text or "").split())


def find(server, name):
    return (server.findtext(name) or "").strip()


def pop3_options(server):
    pop3 = server.find("pop3")
    if pop3 is None:
        return []
    out = []
    if pop3.find("leaveMessagesOnServer") is not None:
        out.append(LEAVE[find(pop3, "leaveMessagesOnServer")])
    if pop3.find("daysToLeaveMessagesOnServer") is not None:
        out.append(find(pop3, "daysToLeaveMessagesOnServer") + "days")
    if pop3.find("checkInterval") is not None:
        out.append(pop3.find("checkInterval").get("minutes") + "min")
    return out


def servers(provider):
    for server in provider.iterchildren("incomingServer", "outgoingServer"):
        if server.get("type") not in ("imap", "pop3", "smtp"):
            continue
        line = [server.get("type"), fill(find(server, "hostname")).lower(),
                find(server, "port"), SECURITY[find(server, "socketType")],
                fill(find(server, "username")) or "-"]
        for auth in server.findall("authentication"):
            word = AUTH[auth.text.strip()]
            if word not in line[5:]:
                line.append(word)
        yield " ".join(line + pop3_options(server))


def services(provider):
    lines = []
    for server in provider.iterchildren("incomingServer", "outgoingServer"):
        if server.get("type") not in SERVICES:
            continue
        kind, element = SERVICES[server.get("type")]
        line = f"service {kind} {find(server, element)}"
        if line not in lines:
            lines.append(line)
    return lines


def pages(root):
    """In the order of the document; one line for every text of a page."""
    for page in root.iter("documentation", "enable", "instruction"):
        inside = page.getparent().tag
        if inside not in ("emailProvider", "clientConfig"):
            continue
        enable = page.tag == "enable"
        url = (page.get("visiturl" if enable else "url") or "").strip()
        texts = page.findall("instruction" if enable else "descr")
        for text in texts or [None]:
            said = "" if text is None else words("".join(text.itertext()))
            if not said and not url:
                continue
            lang = None if text is None else text.get("lang")
            yield " ".join(["enable" if enable else "page", url or "-",
                            lang or "-", said or "-"])


def oauth(root):
    for found in root.iter("oAuth2"):
        yield " ".join(["oauth"] + [words(find(found, name)) for name in
                                    ("issuer", "scope", "authURL",
                                     "tokenURL")])


def domains(provider):
    seen = set()
    for name in provider.findall("domain"):
        text = name.text.strip().lower()
        if text not in seen:
            yield f"domain {text}"
        seen.add(text)


def expected(path):
    root = etree.parse(str(path), etree.XMLParser(
        remove_comments=True, resolve_entities=False, no_network=True))
    root = root.getroot()
    provider = root.find("emailProvider")
    short = find(provider, "displayShortName") or \
        find(provider, "displayNameShort")
    return [*domains(provider), *servers(provider),
            "name " + (fill(find(provider, "displayName")) or "-"),
            "short " + (fill(short) or "-"),
            *pages(root), *services(provider), *oauth(root)]


def main():
    files = sorted((FOLDER / "data/ispdb").glob("*.xml"))
    if not files:
        print("1..0 # SKIP POSTLOTSE_SHARED names no folder with data/ispdb")
        return
    if etree is None:
        print("Bail out! python3-lxml is missing")
        sys.exit(1)
    out = subprocess.run([str(TOOL)] + [str(f) for f in files], text=True,
                         capture_output=True, check=True, timeout=30).stdout
    got, path = {}, None
    for line in out.splitlines():
        if line.startswith("file "):
            path, _, status = line[5:].partition(" ")
            got[path] = [] if status == "ok" else [status]
        else:
            got[path].append(line)
    bad, kinds = 0, {}
    for i, name in enumerate(files, 1):
        want, have = expected(name), got.get(str(name), [])
        for line in want:
            kinds[line.split()[0]] = kinds.get(line.split()[0], 0) + 1
        same = bool(want) and have == want
        bad += not same
        print(f"{'ok' if same else 'not ok'} {i} - {name.name}")
        for line in want:
            if line not in have:
                print(f"# want {line}")
        for line in have:
            if line not in want:
                print(f"# got  {line}")
    # Nothing to compare would be no comparison.
    there = all(kinds.get(kind, 0) > 0 for kind in
                ("domain", "imap", "pop3", "smtp", "page", "enable",
                 "service", "oauth"))
    bad += not there
    print(f"{'ok' if there else 'not ok'} {len(files) + 1} - "
          f"all kinds are there: {kinds}")
    print(f"1..{len(files) + 1}")
    sys.exit(bad > 0)


main()
