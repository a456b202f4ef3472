"""The provider database beside two collections of others: where they differ.

Facts only: hosts, ports, security, form of the user name.
"""
import datetime
import fnmatch
import json
import re
from collections import OrderedDict
from pathlib import Path
from xml.etree import ElementTree

import yaml

SECURITY = {"SSL": "tls", "STARTTLS": "starttls", "PLAIN": "none",
            "plain": "none"}
SCHEMES = {("imap", "tls"): ("imaps", 993), ("imap", "starttls"): ("imap", 143),
           ("pop3", "tls"): ("pop3s", 995), ("pop3", "starttls"): ("pop3", 110),
           ("smtp", "tls"): ("submissions", 465),
           ("smtp", "starttls"): ("submission", 587)}
USERS = {"EMAIL": "%EMAILADDRESS%", "EMAILLOCALPART": "%EMAILLOCALPART%"}
# The state of the second collection as a whole, for files without a date.
WHOLE = "2026-04"


class Server:
    """What a collection says of one server of a domain."""

    def __init__(self, protocol, host, port, security, username):
        self.protocol, self.host = protocol, host.strip().lower()
        self.port, self.security = int(port), security
        self.username = username

    def place(self, domain):
        host = self.host.replace("%emaildomain%", domain)
        return self.protocol, host, self.port, self.security

    def url(self):
        """As an entry records it: the port only where it is unusual."""
        scheme, port = SCHEMES.get((self.protocol, self.security),
                                   (self.protocol, 0))
        tail = "" if port == self.port else f":{self.port}"
        if self.security == "none":
            tail += " without encryption"
        host = self.host.replace("%emaildomain%", "%EMAILDOMAIN%")
        return f"{scheme}://{host}{tail}"


class Collection:
    """One file of another collection."""

    def __init__(self, name, date, domains, servers):
        self.name, self.date = name, date
        self.domains, self.servers = domains, servers


def read_ispdb(folder, date="2026-03-12"):
    for path in sorted(Path(folder).glob("*.xml")):
        root = ElementTree.parse(path).getroot().find("emailProvider")
        servers = []
        for s in root:
            if s.tag not in ("incomingServer", "outgoingServer"):
                continue
            if s.get("type") not in ("imap", "pop3", "smtp"):
                continue
            text = [(s.findtext(k) or "").strip() for k in
                    ("hostname", "port", "socketType", "username")]
            servers.append(Server(s.get("type"), text[0], text[1],
                                  SECURITY[text[2]], text[3] or None))
        domains = [d.text.strip().lower() for d in root.iter("domain")]
        yield Collection(f"ispdb/{path.name}", date, domains, servers)


def read_deltachat(folder):
    for path in sorted(Path(folder).glob("*.md")):
        front = yaml.safe_load(path.read_text().split("---")[1])
        if front["status"] == "BROKEN":
            continue
        servers = []
        for s in front.get("server") or []:
            user = s.get("username_pattern")
            servers.append(Server(
                s["type"].lower(), s["hostname"], s["port"],
                SECURITY[s["socket"]], USERS[user.upper()] if user else None))
        date = str(front.get("last_checked") or WHOLE)
        yield Collection(f"_providers/{path.name}", date,
                         [d.lower() for d in front["domains"]], servers)


def read_ours(folder):
    ours = [json.loads(p.read_text())
            for p in sorted(Path(folder).glob("*.json"))]
    exact = {d: e for e in ours for d in e.get("domains", [])
             if not d.startswith("*.")}
    wild = [(d, e) for e in ours for d in e.get("domains", [])
            if d.startswith("*.")]
    return ours, exact, wild


def find(domain, exact, wild):
    if domain in exact:
        return exact[domain]
    for pattern, entry in wild:
        if domain == pattern or fnmatch.fnmatch(domain, pattern):
            return entry
    return None


def mine(entry, protocol):
    return [Server(protocol, s["host"], s["port"], s["security"],
                   s.get("username")) for s in entry["servers"]
            if s["protocol"] == protocol and "host" in s]


def compare(entry, other, domain, protocol):
    """[(field, their value, our value)], empty when they agree."""
    theirs = [s for s in other.servers if s.protocol == protocol]
    ours = mine(entry, protocol)
    places = {s.place(domain): s for s in ours}
    ours_text = ", ".join(s.url() for s in ours) or "none"
    # Where there is encryption, nobody needs the server without.
    secure = [s for s in theirs if s.security != "none"]
    found = []
    for s in secure or theirs:
        known = places.get(s.place(domain))
        if known is None:
            found.append((protocol, s.url(), ours_text))
        elif s.username and s.username != known.username:
            found.append(("username", s.username,
                          known.username or "unstated"))
    return tuple(OrderedDict.fromkeys(found))


def is_same_source(source, name):
    return source.endswith("/" + name) or source == name


def newest(entry, other, field):
    """The newest evidence of that field which is not this collection."""
    field = ("imap", "pop3", "smtp") if field == "username" else (field,)
    return max((e["date"] for e in entry["evidence"]
                if not is_same_source(e["source"], other.name)
                and ("fields" not in e or set(field) & set(e["fields"]))),
               default="")


def explain(entry, other, field, value):
    """Why we do not say the same; None: nobody can tell."""
    for d in entry.get("disagreements", []):
        if d["field"] == field and any(
                v["value"] == value and is_same_source(v["source"], other.name)
                for v in d["values"]):
            return "recorded: " + d.get("note", "the sources differ")
    if value.endswith("without encryption"):
        return "no password travels without encryption"
    if field == "smtp" and value.endswith(":25") and mine(entry, "smtp"):
        return "port 25 is for servers among themselves (RFC 6409)"
    date = newest(entry, other, field)
    if date[:7] > other.date[:7]:
        return f"our evidence is of {date}"
    return None


def pairs(entries, collections):
    """Each entry with each file that lists one of its domains."""
    _, exact, wild = entries
    for other in collections:
        found = OrderedDict()
        for domain in sorted(set(other.domains)):
            entry = find(domain, exact, wild)
            if entry is not None:
                found.setdefault(entry["id"], (entry, []))[1].append(domain)
        for entry, domains in found.values():
            yield entry, other, domains


class Table:
    """All comparisons; rows are those that differ."""

    def __init__(self):
        self.domains, self.agreed, self.rows = set(), 0, []

    def add(self, entry, other, domains):
        self.domains |= set(domains)
        for protocol in ("imap", "pop3", "smtp"):
            if not any(s.protocol == protocol for s in other.servers):
                continue
            found = OrderedDict()
            for d in domains:
                result = compare(entry, other, d, protocol)
                found.setdefault(result, []).append(d)
            self.agreed += () in found
            for result, which in found.items():
                for row in result:
                    self.rows.append((entry["id"], other, which, protocol,
                                      *row, explain(entry, other, *row[:2])))

    def unexplained(self):
        return [f"{i}: {o.name} ({o.date}) says of {p} "
                f"{theirs}, we say {ours}"
                for i, o, _, p, _, theirs, ours, why in self.rows
                if why is None]


def make(providers, shared):
    table = Table()
    collections = [*read_ispdb(Path(shared) / "data/ispdb"),
                   *read_deltachat(Path(shared) / "data/deltachat")]
    for pair in pairs(read_ours(providers), collections):
        table.add(*pair)
    return table


HEAD = """# The database beside two others

Written by `UPDATE=1 python3 tests/cli/crosscheck.t`; the test fails when a
difference has no explanation. Compared are the servers that the other
collection names, those without encryption only where it has no other, and the
form of the user name, for every domain that both know. Facts only. `ispdb/` is thunderbird/autoconfig, `_providers/` is
chatmail/provider-db; both are MPL-2.0 and are not part of this database.

| | |
|---|---|
"""

ROWS = """
## Where they differ

| entry | domains | service | this database | the other says | source | explanation |
|---|---|---|---|---|---|---|
"""


def shorten(domains):
    text = ", ".join(domains[:3])
    return text if len(domains) < 4 else f"{text} and {len(domains) - 3} more"


def markdown(table):
    rows = sorted(table.rows, key=lambda r: (r[0], r[1].name, r[3]))
    out = [HEAD, f"| domains that both know | {len(table.domains)} |\n",
           f"| services that agree | {table.agreed} |\n",
           f"| services that differ | {len(rows)} |\n", ROWS]
    for i, other, domains, protocol, field, theirs, ours, why in rows:
        what = protocol if field == protocol else f"{protocol} user name"
        out.append(f"| {i} | {shorten(domains)} | {what} | {ours} | {theirs} "
                   f"| {other.name} ({other.date}) | {why or '?'} |\n")
    return "".join(out)
