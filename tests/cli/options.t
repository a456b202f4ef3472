#!/usr/bin/env python3
"""The command line: options, errors, exit status, help and manual agree."""
import os
import re
import subprocess
import tempfile

from cli import PROGRAM, ROOT, done, environment, ok, option_rows, run, same

COMMANDS = ["check", "discover", "probe", "profile", "advise",
            "providers"]
BLANK, CONTROL = "an na@example.org", "an\tna@example.org"

# arguments -> what stderr must say; every one of them ends with status 2.
ERRORS = [
    (["check", "--timeout", "15x", "a@example.org"],
     "--timeout: '15x' is not a number of seconds (1 to 3600)"),
    (["check", "--timeout=0", "a@example.org"],
     "--timeout: '0' is not a number of seconds (1 to 3600)"),
    (["check", "--timeout=3601", "a@example.org"], "'3601' is not a number"),
    (["check", "--timeout=-1", "a@example.org"], "'-1' is not a number"),
    (["check", "--timeout=99999999999999999999", "a@example.org"],
     "is not a number of seconds"),
    (["check", "a@example.org", "--timeout"],
     "--timeout: a value is missing (SECONDS)"),
    (["check", "--timeout=", "a@example.org"],
     "--timeout: a value is missing (SECONDS)"),
    (["check", "--user", "--json", "a@example.org"],
     "--user: a value is missing (NAME)"),
    (["check", "--user", "", "a@example.org"], "--user: a value is missing"),
    (["check", "--user", "an\nna", "a@example.org"],
     "--user: the value holds a control or invisible character"),
    (["check", "--no-such", "a@example.org"], "unknown option --no-such"),
    (["check", "--no-such=geheim", "a@example.org"],
     "unknown option --no-such\n"),
    (["check", "-x", "a@example.org"], "unknown option -x"),
    (["check", "-4x", "a@example.org"], "unknown option -x"),
    (["check", "--json=yes", "a@example.org"], "--json takes no value"),
    (["check", "-4", "-6", "a@example.org"], "-4 and -6 exclude each other"),
    (["check", "-46", "a@example.org"], "-4 and -6 exclude each other"),
    (["check", "-qv", "a@example.org"], "-q and -v exclude each other"),
    (["check", "--max-logins", "0", "a@example.org"],
     "--max-logins: '0' is not a number (1 to 20)"),
    (["check", "--password-fd", "-1", "a@example.org"],
     "--password-fd: '-1' is not a number"),
    (["check", "--fail-on", "info", "a@example.org"],
     "--fail-on: 'info' is not one of: error, warning"),
    (["check", "--lang", "fr", "a@example.org"],
     "--lang: 'fr' is not one of: de, en"),
    (["check", "--resolver", "ns.example.org", "a@example.org"],
     "--resolver: 'ns.example.org' is not an IP address"),
    (["check", "--resolver", "127.0.0.1@0", "a@example.org"],
     "--resolver: '0' is not a port (1 to 65535)"),
    (["check", "--resolver", "::1@70000", "a@example.org"],
     "--resolver: '70000' is not a port"),
    (["check", "--trust", "a b", "a@example.org"],
     "--trust: 'a b' is not a host name"),
    (["check", "--auth", "PLAIN,", "a@example.org"],
     "--auth: '' is not a mechanism"),
    (["check", "--auth", "PLAIM", "a@example.org"],
     "--auth: 'PLAIM' is not a mechanism we know"),
    (["check", "--password-fd", "0", "--password-file", "x",
      "a@example.org"], "exclude each other"),
    (["check", "--no-login", "--password-file", "x", "a@example.org"],
     "--no-login and a password exclude each other"),
    (["check", "--out", "x", "a@example.org"], "need --write"),
    (["check", "--pop-delete", "3", "a@example.org"], "need --write"),
    (["profile", "--pop-delete", "0", "a@example.org"], "not a number"),
    (["profile", "--pop-delete", "soon", "a@example.org"], "not a number"),
    (["check", "--ispdb", "http://x.example/", "a@example.org"],
     "--ispdb: 'http://x.example/' is not an https:// URL"),
    (["check", "--ispdb", "https://", "a@example.org"],
     "is not an https:// URL"),
    (["check", "--ispdb", "https://x.example/?d=", "a@example.org"],
     "is not an https:// URL"),
    (["probe", "--no-ispdb", "imaps://127.0.0.1"],
     "--no-ispdb is no option of 'probe'"),
    (["check", "--write", "--no-login", "a@example.org"],
     "--write needs a login"),
    (["discover", "--write", "example.org"],
     "--write is no option of 'discover'"),
    (["discover", "--password-file", "x", "example.org"],
     "--password-file is no option of 'discover'"),
    (["probe", "--offline", "imaps://127.0.0.1"],
     "--offline is no option of 'probe'"),
    (["check", "--settings", "x", "a@example.org"],
     "--settings is no option of 'check'"),
    (["providers", "--user", "a", "list"],
     "--user is no option of 'providers'"),
    (["advise", "a@example.org", "b@example.org"],
     "advise takes one address at most"),
    (["advise", "anna@"], "nothing stands after the @"),
    (["advise", "--devices", "0"], "--devices: '0' is not a number"),
    (["advise", "--devices", "two"], "--devices: 'two' is not a number"),
    (["advise", "--team=4"], "--team takes no value"),
    (["advise", "--user", "anna"], "--user is no option of 'advise'"),
    (["discover", "--team", "example.org"],
     "--team is no option of 'discover'"),
    (["frobnicate"], "unknown command 'frobnicate'"),
    (["anna@example.org"], "say 'postlotse check ADDRESS'"),
    (["check", "--password", "x", "a@example.org"],
     "a password is never an argument"),
    (["check", "--password=x", "a@example.org"],
     "a password is never an argument"),
    ([], "a command is missing"),
    (["--json"], "a command is missing"),
    (["check"], "check takes one address"),
    (["check", "a@example.org", "b@example.org"], "check takes one address"),
    (["discover"], "discover takes one address or domain"),
    (["discover", "--lint", "--offline", "example.org"],
     "--lint asks the servers of the domain, which --offline forbids"),
    (["probe"], "probe takes at least one URL"),
    (["probe", "imap.example.org"], "the URL must begin with"),
    (["probe", "imaps://127.0.0.1:0"], "'0' is not a port"),
    (["probe", "imaps://127.0.0.1", "imaps://"], "is not a host name"),
    (["probe", "--password-file", "x", "imaps://127.0.0.1"],
     "a login needs --user"),
]

# what is typed as an address -> the fault that is named
ADDRESSES = [
    ("", "the address is empty"),
    ("anna", "it has no @"),
    ("@example.org", "nothing stands before the @"),
    ("anna@", "nothing stands after the @"),
    (BLANK, "it holds a blank"),
    ("anna@exam ple.org", "it holds a blank"),
    (CONTROL, "it holds a control character"),
    ("anna\x1b[31m@example.org", "it holds a control character"),
    ("anna\u00a0b@example.org", "it holds a blank"),
    ("anna\x9b31m@example.org", "it holds a control character"),
    ("anna\u200b@example.org", "it holds an invisible character"),
    ("anna\u200c@example.org", "it holds an invisible character"),
    ("anna\u00ad@example.org", "it holds an invisible character"),
    ("anna\u202egro.test@example.org", "it holds an invisible character"),
    ("anna@exam\u202eple.org", "it holds an invisible character"),
    ("anna@exam\u3164ple.org", "it holds an invisible character"),
    ("anna@exam\u200cple.org", "no domain name"),
    ("a@b@example.org", "more than one @"),
    ("Anna <anna@example.org>", "without a name and angle brackets"),
    ("mailto:anna@example.org", "a character before the @"),
    ("anna,bert@example.org", "a character before the @"),
    ("anna@example..org", "no domain name"),
    ("anna@.org", "no domain name"),
    ("anna@-a.org", "no domain name"),
    ("anna@example.org.", "leave out the dot at the end"),
    ("anna@192.0.2.1", "no domain name"),
    ("anna@" + "a" * 64 + ".org", "no domain name"),
    ("a" * 250 + "@example.org", "longer than 254 bytes"),
]


def errors():
    for args, text in ERRORS:
        r = run(*args)
        ok(r.status == 2 and r.out == "" and text in r.err
           and r.err.startswith("postlotse: "),
           "error: postlotse " + " ".join(args).replace("\n", "?"), r)
    for address, text in ADDRESSES:
        r = run("check", "--no-login", "--offline", address)
        ok(r.status == 2 and r.out == "" and text in r.err
           and r.err.count("\n") == 1 and "\x1b" not in r.err
           and "\u200b" not in r.err,
           f"address {address[:30]!a}: {text}", r)
    r = run("check", "--no-login", "--offline", b"\xff@example.org")
    ok(r.status == 2 and "not valid UTF-8" in r.err, "address in Latin-1", r)
    r = run("discover", "--offline", "exa mple")
    ok(r.status == 2 and "neither an address nor a domain" in r.err,
       "discover names both kinds", r)


def positions():
    """--offline with a listed domain needs no network and finds settings."""
    forms = [
        ["discover", "--offline", "-q", "anna@gmx.de"],
        ["--offline", "discover", "-q", "anna@gmx.de"],
        ["-q", "--offline", "discover", "anna@gmx.de"],
        ["discover", "anna@gmx.de", "--offline", "-q"],
        ["discover", "--timeout=3600", "anna@gmx.de", "--offline", "-q"],
        ["discover", "--timeout", "1", "anna@gmx.de", "--offline", "-4q"],
        ["discover", "--offline", "-q", "--", "anna@gmx.de"],
    ]
    for args in forms:
        r = run(*args)
        ok(r.status == 0 and r.out.startswith(
            "The settings of anna@gmx.de were found:") and r.err == "",
           "postlotse " + " ".join(args), r)
    r = run("discover", "--offline", "--", "-q@gmx.de")
    ok(r.status == 0 and "-q@gmx.de" in r.out, "an address with a dash", r)
    r = run("discover", "--offline", "-q", "gmx.de")
    ok(r.status == 0 and "gmx.de" in r.out, "discover of a domain", r)
    r = run("discover", "--offline", "-q", "anna@GMX.de")
    ok(r.status == 0 and "anna@GMX.de" in r.out,
       "the address is shown as typed", r)


def helps():
    r = run("--help")
    rows = option_rows(r.out)
    ok(r.status == 0 and len(rows) > 20 and r.err == "", "--help", r)
    ok(all(re.search(rf"^  {c} ", r.out, re.M) for c in COMMANDS),
       "--help lists every command", r)
    ok(all(len(line) <= 80 for line in r.out.splitlines()),
       "--help fits 80 columns", r)
    same(run("-h").out, r.out, "-h is --help")
    of = {c: option_rows(run(c, "--help").out) for c in COMMANDS}
    for c in COMMANDS:
        ok(of[c] and set(of[c]) <= set(rows), f"{c} --help", of[c])
        for name in set(rows) - set(of[c]):
            args = [f"--{name}=1"] if rows[name] else [f"--{name}"]
            r = run(c, *args, "x")
            # A bad value may be said before the wrong place is.
            if "is not" not in r.err:
                ok(r.status == 2 and f"--{name} is no option of '{c}'"
                   in r.err, f"{c} refuses --{name}", r)
    same(set().union(*of.values()), set(rows),
         "every option belongs to a command")
    r = run("--version")
    ok(r.status == 0 and re.fullmatch(r"postlotse \d+\.\d+\.\d+\n", r.out),
       "--version", r)
    return rows


def manual(rows):
    path = ROOT / "cmd/man/postlotse.1"
    page = path.read_text()
    named = set(re.findall(r"Fl -([a-z0-9-]+)", page)) - {"", "-"}
    defined = set(re.findall(r"^\.It Fl (?:. , Fl )?-([a-z0-9-]+)", page,
                             re.M))
    same(defined, set(rows), "the manual describes the options of --help")
    ok(named <= set(rows), "the manual names no other", named - set(rows))
    for c in COMMANDS:
        ok(f".It Cm {c} " in page, f"the manual describes {c}")
    for word in ("EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES",
                 "POP OR IMAP", "TRUST", "PASSWORDS",
                 "SETTINGS DOCUMENT"):
        ok(f".Sh {word}\n" in page, f"the manual has {word}")
    try:
        p = subprocess.run(["mandoc", "-T", "lint", "-W", "warning",
                            str(path)], capture_output=True, text=True,
                           timeout=30, check=False)
        ok(p.returncode == 0, "mandoc has nothing to say", p.stdout)
    except FileNotFoundError:
        ok(True, "mandoc # SKIP NOT TESTED: not installed")


def statuses():
    """Findings by --fail-on, with a domain nobody lists."""
    r = run("discover", "--offline", "--json", "nobody.invalid")
    same(r.status, 1, "a finding of severity error: 1", r)
    r = run("check", "a@example.org", env=environment())
    ok(r.status == 2 and "--no-login" in r.err and "--password-file" in r.err,
       "check without password or terminal says what to do", r)
    r = run("probe", "--ca-file", "/nonexistent", "imaps://127.0.0.1:9")
    ok(r.status == 2 and "/nonexistent" in r.err, "a CA file is missing", r)
    with tempfile.TemporaryDirectory() as folder:
        pipe = os.path.join(folder, "pipe")
        os.mkfifo(pipe)
        for option in ("--ca-file", "--trust-anchor"):
            r = run("probe", option, pipe, "imaps://127.0.0.1:9")
            ok(r.status == 2 and pipe in r.err,
               f"{option} does not wait for a pipe", r)
    r = run("discover", "--offline", "--providers", "/nonexistent", "gmx.de")
    ok(r.status == 2 and "/nonexistent" in r.err, "a folder is missing", r)
    with open("/dev/full", "w", encoding="ascii") as full:
        p = subprocess.run(
            [PROGRAM, "--help"], stdout=full,
            stderr=subprocess.PIPE, env=environment(), timeout=30,
            check=False)
    ok(p.returncode == 2 and b"No space left" in p.stderr,
       "a full disk: 2 and a message", p.stderr)


errors()
positions()
manual(helps())
statuses()
done()
