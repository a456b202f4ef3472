"""Reads .case files: see README.md for the format."""

import itertools
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "server"))

import mock  # noqa: E402  pylint: disable=wrong-import-position

SECTION = re.compile(r"\[([a-z0-9]+)(?: ([^\]]*))?\]\s*(.*)")
KNOWN = {"each", "server", "dns", "run", "password", "user", "findings",
         "exit", "verdict", "flights", "logins", "connections", "json",
         "credentials", "output", "within"}
PROTOCOLS = ("imap", "pop3", "smtp")
AUTH = {"imap": lambda names: " ".join("AUTH=" + n for n in names),
        "pop3": lambda names: "SASL " + " ".join(names),
        "smtp": lambda names: "AUTH " + " ".join(names)}


class BadCase(Exception):
    """The file, not the program, is wrong."""


class Section:
    def __init__(self, name, argument, number):
        self.name, self.argument, self.number = name, argument or "", number
        self.lines = []  # (number, text)

    def texts(self):
        return [text.strip() for _, text in self.lines if text.strip()]


def split(text):
    """Sections in order; comments are gone."""
    sections = []
    for number, line in enumerate(text.split("\n"), 1):
        found = SECTION.fullmatch(line.rstrip())
        if line.startswith("#"):
            continue
        if found:
            sections.append(Section(found[1], found[2], number))
            if found[3]:
                sections[-1].lines.append((number, found[3]))
        elif sections:
            sections[-1].lines.append((number, line.rstrip()))
        elif line.strip():
            raise BadCase(f"line {number} stands before the first section")
    return sections


def substitute(text, values):
    """$name, also inside of values."""
    def one(found):
        if found[1] not in values:
            raise BadCase(f"unknown ${found[1]}")
        return values[found[1]]
    for _ in range(3):
        text = re.sub(r"\$([a-z_]+)", one, text)
    return text


def table(section):
    """Rows of an [each] section as dicts; "-" is an empty cell."""
    rows = [re.split(r"\t+|  +", text) for text in section.texts()]
    head = rows[0]
    for row in rows[1:]:
        if len(row) != len(head):
            raise BadCase(f"[each] row {row} does not fit {head}")
    return [dict(zip(head, ("" if cell == "-" else cell for cell in row)))
            for row in rows[1:]]


def name_rows(rows):
    """Adds a name to each row: its first cells, as many as tell them apart."""
    heads = list(rows[0])
    for count in range(1, len(heads) + 1):
        names = [" ".join(row[head] for head in heads[:count])
                 for row in rows]
        names = [re.sub(r"[^A-Za-z0-9.+-]+", "-", n).strip("-")[:60]
                 for n in names]
        if len(set(names)) == len(names):
            break
    return list(zip(names, rows))


class Phrases:
    """Dialogues that many cases share, one for each protocol."""

    def __init__(self, path):
        self.known = {}
        with open(path, encoding="utf-8") as file:
            for section in split(file.read()):
                words = section.argument.split()
                name = [w for w in words if "=" not in w]
                defaults = dict(w.split("=") for w in words if "=" in w)
                self.known[section.name, " ".join(name)] = (
                    defaults, section.lines)

    def expand(self, protocol, lines):
        out = []
        for number, line in lines:
            if not line.startswith("play:"):
                out.append((number, line))
                continue
            words = line[5:].split()
            name = " ".join(w for w in words if "=" not in w)
            if (protocol, name) not in self.known:
                raise BadCase(f"line {number}: no phrase {name!r}")
            defaults, phrase = self.known[protocol, name]
            values = dict(defaults)
            values.update(w.split("=", 1) for w in words if "=" in w)
            values["list"] = values.get("auth", "")
            for key, value in values.items():
                if key in ("cert", "tls"):
                    values[key] = value.replace(",", " ")
            if "auth" in values:
                values["auth"] = AUTH[protocol](values["auth"].split(","))
            out += self.expand(protocol, [
                (number, substitute(text, values)) for _, text in phrase])
        return out


class ServerPlan:
    """[server NAME PROTOCOL key=value...] and its script."""

    def __init__(self, section, phrases):
        words = section.argument.split()
        if len(words) < 2 or words[1] not in PROTOCOLS:
            raise BadCase(f"line {section.number}: [server NAME PROTOCOL]")
        self.name, self.protocol = words[:2]
        options = dict(word.split("=") for word in words[2:])
        self.mode = options.pop("mode", "listen")
        self.addresses = options.pop("on", "127.0.0.1").split(",")
        self.refused = [ip for ip in options.pop("refuse", "").split(",")
                        if ip]
        self.host = options.pop("host", self.name + ".example.test")
        if options:
            raise BadCase(f"line {section.number}: unknown {options}")
        self.scripts = mock.parse(phrases.expand(
            self.protocol, section.lines))

    def all_addresses(self):
        return self.addresses + self.refused


class Case:
    """One run of the program: servers, command line, expectations."""

    def __init__(self, name, sections, phrases):
        self.name = name
        self.sections = {}
        self.servers = []
        for section in sections:
            if section.name not in KNOWN:
                raise BadCase(f"unknown section [{section.name}]")
            if section.name == "server":
                self.servers.append(ServerPlan(section, phrases))
            elif section.name in self.sections:
                raise BadCase(f"two sections [{section.name}]")
            else:
                self.sections[section.name] = section
        if "run" not in self.sections:
            raise BadCase("no [run]")

    def texts(self, name):
        return self.sections[name].texts() if name in self.sections else []

    def value(self, name, default=None):
        return " ".join(self.texts(name)) or default

    def has(self, name):
        return name in self.sections

    def expects_login(self):
        return any(step.verb == "login" for plan in self.servers
                   for script in plan.scripts for step in script)


def load(path, phrases):
    """The cases of one file: one, or one for each row of its tables."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    stem = os.path.splitext(os.path.basename(path))[0]
    tables = [name_rows(table(s)) for s in split(text) if s.name == "each"]
    cases = []
    for rows in itertools.product(*tables):
        values = {k: v for _, row in rows for k, v in row.items()}
        sections = [s for s in split(text) if s.name != "each"]
        for section in sections:
            section.argument = substitute(section.argument, values)
            section.lines = [(n, substitute(line, values))
                             for n, line in section.lines]
        name = "/".join([stem] + [name for name, _ in rows])
        cases.append(Case(name, sections, phrases))
    return cases


def load_all(folder=HERE):
    phrases = Phrases(os.path.join(folder, "phrases"))
    cases = []
    for entry in sorted(os.listdir(folder)):
        if entry.endswith(".case"):
            try:
                cases += load(os.path.join(folder, entry), phrases)
            except (BadCase, ValueError) as error:
                raise BadCase(f"{entry}: {error}") from error
    return cases
