#!/usr/bin/env python3
"""The subcommand `profile`: where settings come from, and what is refused."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "server"))

# pylint: disable=wrong-import-position
from cli import PROGRAM, done, environment, ok, run     # noqa: E402
from cli import same                                    # noqa: E402
from mockdns import NameServer                          # noqa: E402

SCRATCH = Path(tempfile.mkdtemp(prefix="postlotse-profile-"))
SECRET = "zwieback-lotse-77"
DOCUMENT = """{"schema": "postlotse-settings/1", "settings": {
"imap": {"host": "imap.example.org", "port": 143, "security": "%s",
 "username": "%%EMAILADDRESS%%", "auth": "%s"},
"smtp": {"host": "smtp.example.org", "port": 465, "security": "tls",
 "username": "%%EMAILADDRESS%%"}}}"""


def profile(*args):
    return run("profile", *args)


def refused(name, words, *args):
    r = profile(*args)
    ok(r.status == 2 and words in r.err and r.out == "", name, r)


def document(security="starttls", auth="password"):
    path = SCRATCH / "settings.json"
    path.write_text(DOCUMENT % (security, auth), encoding="utf-8")
    return path


def usage():
    refused("an address is needed", "needs an address", "--for", "sheet")
    refused("several addresses need a folder", "--out DIR", "a@gmx.de",
            "b@gmx.de", "--for", "sheet", "--offline")
    refused("there is an end to them", "at most 50",
            *(f"a{i}@gmx.de" for i in range(51)), "--for", "mobileconfig")
    refused("a domain is not enough", "not an e-mail address", "gmx.de",
            "--for", "sheet")
    refused("--for is needed", "there are: autoconfig, ", "a@gmx.de")
    refused("an unknown format", "there is no format 'outlook'", "a@gmx.de",
            "--for", "outlook")
    refused("an empty format", "there is no format ''", "a@gmx.de",
            "--for", "sheet,", "--out", SCRATCH / "empty")
    refused("several need a folder", "--out DIR", "a@gmx.de", "--for",
            "sheet,msmtp")
    refused("a password without asking for it", "--with-password",
            "a@gmx.de", "--for", "msmtp", "--password-file", "/dev/null")
    refused("a missing settings file", "No such file", "a@gmx.de", "--for",
            "sheet", "--settings", SCRATCH / "none.json")


def database():
    r = profile("a@gmx.de", "--for", "msmtp", "--offline")
    ok(r.status == 0 and "\nhost           mail.gmx.net\n" in r.out,
       "settings of the provider database", r)
    same(r.err, "", "nothing on stderr when all is well")
    ok("\nuser           a@gmx.de\n" in r.out, "user name filled in", r)
    r = profile("a@gmx.de", "--for", "msmtp", "--user", "otto", "--offline")
    ok("\nuser           otto\n" in r.out, "--user goes into the file", r)
    refused("POP3 only where the format can", "mbsync cannot fetch mail by "
            "POP3", "a@gmx.de", "--for", "mbsync", "--prefer", "pop3")
    r = profile("a@unknown.invalid", "--for", "sheet", "--offline")
    ok(r.status == 2 and "no settings were found for a@unknown.invalid" in
       r.err and r.out == "", "unknown and offline", r)
    entry = SCRATCH / "providers"
    entry.mkdir()
    (entry / "none.json").write_text(
        '{"id": "none", "name": "Keine Post", "domains": ["none.example"], '
        '"servers": [], "hints": ["no-standard-protocol"], "evidence": '
        '[{"source": "made up", "date": "2026-01", "method": "help-page"}]}',
        encoding="utf-8")
    refused("a provider without servers says why", "neither IMAP nor POP3",
            "a@none.example", "--for", "sheet", "--providers", entry)


def settings():
    path = document()
    r = profile("a@example.org", "--for", "mbsync", "--settings", path)
    ok(r.status == 0 and "\nPort 143\n" in r.out and
       "\nSSLType STARTTLS\n" in r.out, "a settings document", r)
    refused("no POP3 in it", "no POP3 server is known for example.org",
            "a@example.org", "--for", "sheet", "--settings", path,
            "--prefer", "pop3")
    path = document("none")
    for fmt in ("autoconfig", "mobileconfig", "mbsync", "sheet"):
        refused(f"{fmt}: never without encryption", "offers no encryption",
                "a@example.org", "--for", fmt, "--settings", path)
    path = document(auth="oauth2")
    refused("mobileconfig: no OAuth2", "OAuth2", "a@example.org", "--for",
            "mobileconfig", "--settings", path)
    refused("the field with the fault is named",
            "settings.imap.security: must be tls or starttls",
            "a@example.org", "--for", "sheet", "--settings", document("ssl"))
    path = document()
    out = SCRATCH / "partly"
    r = profile("a*b@example.org", "--for", "sheet,msmtp", "--settings",
                path, "--out", out)
    ok(r.status == 2 and not out.exists(), "one that cannot be, none at all",
       r)


BOTH = """{"schema": "postlotse-settings/1", "settings": {
"imap": {"host": "imap.example.org", "port": 993, "security": "tls",
 "username": "anna"},
"pop3": {"host": "pop.example.org", "port": 995, "security": "tls",
 "username": "anna"},
"smtp": {"host": "smtp.example.org", "port": 465, "security": "tls",
 "username": "anna"}}}"""


def advice():
    """Needs decide what is written, unless somebody decides otherwise."""
    path = SCRATCH / "both.json"
    path.write_text(BOTH, encoding="utf-8")

    def written(*args):
        r = profile("a@example.org", "--for", "autoconfig", "--settings",
                    path, *args)
        found = [re.search(x, r.out) for x in (
            r'incomingServer type="(\w+)"',
            r"<leaveMessagesOnServer>(\w+)",
            r"<daysToLeaveMessagesOnServer>(\d+)")]
        return tuple(x and x[1] for x in found)

    imap, once = ("imap", "true", "14"), ("pop3", "false", None)
    for args, want in (
            ([], imap), (["--devices", "3"], imap), (["--team"], imap),
            (["--confidential"], once),
            (["--confidential", "--team"], imap),
            (["--one-computer"], ("pop3", "true", "14")),
            (["--one-computer", "--devices", "2"], ("pop3", "true", "14")),
            (["--little-space", "--pop-delete", "3"], ("pop3", "true", "3")),
            (["--confidential", "--pop-delete", "3"], ("pop3", "true", "3")),
            (["--confidential", "--prefer", "imap"], imap),
            (["--prefer", "pop3"], ("pop3", "true", "14")),
            (["--prefer", "pop3", "--confidential"], once)):
        same(written(*args), want, f"advice: {' '.join(args) or 'no need'}")
    r = profile("a@example.org", "--for", "mbsync", "--settings", path,
                "--confidential")
    ok(r.status == 0 and "\nHost imap.example.org\n" in r.out,
       "an advice stops no format that knows IMAP only", r)


def discovery():
    names = NameServer([
        "_imaps._tcp.srv.test SRV 0 1 993 imap.srv.test",
        "_submissions._tcp.srv.test SRV 0 1 465 smtp.srv.test",
        "_imaps._tcp.foreign.test SRV 0 1 993 imap.other.test",
        "_submissions._tcp.foreign.test SRV 0 1 465 smtp.other.test",
    ])
    resolver = ["--resolver", f"127.0.0.1@{names.port}", "--timeout", "5"]
    r = profile("a@srv.test", "--for", "mbsync", *resolver)
    ok(r.status == 0 and "\nHost imap.srv.test\n" in r.out,
       "servers inside of the domain, by SRV", r)
    refused("servers elsewhere, by plain DNS", "--trust",
            "a@foreign.test", "--for", "mbsync", *resolver)
    r = profile("a@foreign.test", "--for", "mbsync", "--trust",
                "imap.other.test", *resolver)
    ok(r.status == 0 and "\nHost imap.other.test\n" in r.out,
       "the same, with an explicit yes", r)
    refused("a domain without mail", "no settings were found for",
            "a@nothing.test", "--for", "sheet", *resolver)
    names.stop()


def passwords():
    path = SCRATCH / "password"
    path.write_text(SECRET + "\n", encoding="utf-8")
    for fmt in ("msmtp", "mbsync", "mobileconfig"):
        r = profile("a@gmx.de", "--for", fmt, "--offline", "--with-password",
                    "--password-file", path)
        ok(r.status == 0 and SECRET in r.out and SECRET not in r.err and
           "readable form" in r.err, f"{fmt}: with password, and a warning",
           r)
    for fmt in ("autoconfig", "sheet"):
        r = profile("a@gmx.de", "--for", fmt, "--offline", "--with-password",
                    "--password-file", path)
        ok(r.status == 0 and SECRET not in r.out + r.err and
           "goes without it" in r.err, f"{fmt}: has no place for it", r)
    out = SCRATCH / "several"
    out.mkdir()
    r = profile("a@gmx.de", "--for", "postfix,sylpheed,claws", "--offline",
                "--with-password", "--password-file", path, "--out", out)
    same([r.err.count(f"the profile for {fmt} {what}")
          for fmt in ("postfix", "sylpheed", "claws")
          for what in ("holds the password", "has no place")],
         [1, 0, 1, 0, 0, 1], "one word on all files of a format", r)
    r = profile("a@gmx.de", "--for", "msmtp", "--offline",
                "--password-command", f"cat {path}")
    ok(SECRET not in r.out + r.err and f"passwordeval   cat {path}\n" in
       r.out, "the command is written, not what it prints", r)


def files():
    out = SCRATCH / "a" / "b"
    r = profile("a@gmx.de", "--for", "sheet", "--offline", "--out", out)
    ok(r.status == 2 and str(out) in r.err, "only the last folder is made",
       r)
    out = SCRATCH / "out"
    r = profile("/../x@gmx.de", "--for", "sheet", "--offline", "--out", out)
    same(os.listdir(out), ["_.._x@gmx.de.txt"], "no way out of the folder", r)
    os.symlink("/dev/null", out / "a@gmx.de.txt")
    r = profile("a@gmx.de", "--for", "sheet", "--offline", "--out", out)
    ok(r.status == 2 and "is there already" in r.err, "links are not "
       "followed", r)
    os.mkfifo(out / "b@gmx.de.txt")
    r = profile("b@gmx.de", "--for", "sheet", "--offline", "--out", out)
    ok(r.status == 2 and "is there already" in r.err, "nor are pipes", r)


def together():
    """Addresses are looked up together, within one --timeout."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        seconds, addresses = 5, [f"a@{n}.example" for n in range(4)]
        began = time.monotonic()
        r = profile(*addresses, "--for", "autoconfig", "--timeout", seconds,
                    "--out", SCRATCH / "none", "--resolver",
                    f"127.0.0.1@{silent.getsockname()[1]}")
        took = time.monotonic() - began
    ok(r.status == 2 and addresses[0] in r.err, "the first is told", r)
    ok(took < 4 * seconds, "four addresses in the time of one", took)


def at_once():
    """Runs that write the same files at the same moment all succeed."""
    for n in range(5):
        out = SCRATCH / f"together{n}"
        runs = [subprocess.Popen(
            [PROGRAM, "profile", "c@gmx.de", "--offline", "--for",
             "sheet,msmtp,autoconfig", "--out", str(out)],
            env=environment(), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
                for _ in range(12)]
        said = [p.communicate(timeout=60)[1] for p in runs]
        same([p.returncode for p in runs], [0] * len(runs),
             f"twelve runs at once, round {n}", said)


try:
    usage()
    database()
    settings()
    advice()
    discovery()
    passwords()
    files()
    together()
    at_once()
finally:
    shutil.rmtree(SCRATCH, True)
done()
