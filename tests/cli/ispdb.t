#!/usr/bin/env python3
"""Every file of the ISPDB, read by our reader and by xml.etree: same servers.

The files are not ours: POSTLOTSE_SHARED names the folder that has them.
"""

import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

FOLDER = Path(os.environ.get("POSTLOTSE_SHARED", "/nonexistent"))
TOOL = Path(os.environ.get("BUILD", "build")) / "tests/show-autoconfig"
SECURITY = {"SSL": "tls", "STARTTLS": "starttls", "plain": "none"}
AUTH = {"password-cleartext": "password", "plain": "password",
        "password-encrypted": "encrypted", "secure": "encrypted",
        "OAuth2": "oauth2", "client-IP-address": "client-ip", "none": "none"}
PLACES = {"%EMAILADDRESS%": "anna@example.org", "%EMAILLOCALPART%": "anna",
          "%EMAILDOMAIN%": "example.org"}


def fill(text):
    for place, value in PLACES.items():
        text = text.replace(place, value)
    return text


def expected(path):
    lines = []
    root = ElementTree.parse(path).getroot()
    for server in root.find("emailProvider"):
        if server.get("type") not in ("imap", "pop3", "smtp") or \
                not server.tag.endswith("Server"):
            continue
        user = (server.findtext("username") or "").strip()
        words = [server.get("type"),
                 fill(server.findtext("hostname").strip()).lower(),
                 server.findtext("port").strip(),
                 SECURITY[server.findtext("socketType").strip()],
                 fill(user) or "-"]
        for auth in server.findall("authentication"):
            word = AUTH[auth.text.strip()]
            if word not in words[5:]:
                words.append(word)
        lines.append(" ".join(words))
    return lines


def main():
    files = sorted((FOLDER / "data/ispdb").glob("*.xml"))
    if not files:
        print("1..0 # SKIP POSTLOTSE_SHARED names no folder with data/ispdb")
        return
    out = subprocess.run([str(TOOL)] + [str(f) for f in files], text=True,
                         capture_output=True, check=True, timeout=30).stdout
    got, path = {}, None
    for line in out.splitlines():
        if line.startswith("file "):
            path, _, status = line[5:].partition(" ")
            got[path] = [] if status == "ok" else [status]
        else:
            got[path].append(line)
    bad = 0
    for i, name in enumerate(files, 1):
        want = expected(name)
        same = bool(want) and got.get(str(name)) == want
        bad += not same
        print(f"{'ok' if same else 'not ok'} {i} - {name.name}")
        if not same:
            print(f"# want {want}\n# got  {got.get(str(name))}")
    print(f"1..{len(files)}")
    sys.exit(bad > 0)


main()
