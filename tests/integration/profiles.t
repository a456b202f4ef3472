#!/usr/bin/env python3
"""Files that work: the real msmtp sends, the real mbsync fetches.

The clients run with the files as they were written. In a mount namespace of
their own they see the provider's names and authority as the system's, and a
secret-tool that gives the password of the test account.
"""

import json
import os
import re
import shutil
import stat
import subprocess
import time

import harness

bench = harness.begin(own=True)
tap, provider = bench.tap, bench.provider
HOME = bench.path("home")
TOOLS = bench.path("tools")
OUTSIDE = bench.path("outside")
SYSTEM_CAS = "/etc/ssl/certs/ca-certificates.crt"

IN_NAMESPACE = """
mount --bind "$1/hosts" /etc/hosts && mount --bind "$1/cas" "$2" && shift 2 &&
exec "$@"
"""


def prepare():
    for folder in (HOME, TOOLS, OUTSIDE):
        os.mkdir(folder)
    shutil.copy(f"{provider.root}/hosts", OUTSIDE)
    with open(f"{OUTSIDE}/cas", "wb") as out:
        for path in (SYSTEM_CAS, provider.ca_file):
            with open(path, "rb") as part:
                out.write(part.read())
    with open(f"{TOOLS}/secret-tool", "w", encoding="ascii") as out:
        out.write("#!/bin/sh\n"
                  f'echo "$@" >>{bench.scratch}/asked\n'
                  f"cat {provider.password_file}\n")
    os.chmod(f"{TOOLS}/secret-tool", 0o755)


def client(*command, text=""):
    """Runs a mail program in the world of the test provider."""
    environment = {"PATH": f"{TOOLS}:{os.environ['PATH']}", "HOME": HOME,
                   "LC_ALL": "C"}
    return subprocess.run(
        ["unshare", "-m", "--propagation", "private", "sh", "-c",
         IN_NAMESPACE, "sh", OUTSIDE, SYSTEM_CAS, *command],
        input=text, capture_output=True, text=True, timeout=30, check=False,
        env=environment)


def find_file(folder, ending):
    found = [n for n in sorted(os.listdir(folder)) if n.endswith(ending)]
    return os.path.join(folder, found[0]) if found else None


def send_and_fetch(folder, name):
    """A message goes out by msmtp and comes back by mbsync."""
    msmtprc = find_file(folder, "msmtprc")
    mbsyncrc = find_file(folder, "mbsyncrc")
    if not tap.ok(msmtprc and mbsyncrc, f"{name}: both files are there",
                  os.listdir(folder)):
        return
    subject = f"Gruß {name} {time.time()}"
    sent = client("msmtp", "-C", msmtprc, "-t", text=(
        f"From: {provider.address}\nTo: {provider.address}\n"
        f"Subject: {subject}\n\nMoin.\n"))
    tap.same(sent.returncode, 0, f"{name}: msmtp sends", sent.stderr)
    for _ in range(100):
        if any(os.scandir(f"{provider.root}/mail/hafen.test/anna/"
                          "Maildir/new")):
            break
        time.sleep(0.05)
    with open(mbsyncrc, encoding="utf-8") as text:
        path = re.search(r"^Path (\S+)", text.read(), re.M).group(1)
    target = path.replace("~", HOME)
    os.makedirs(target, exist_ok=True)
    fetched = client("mbsync", "-c", mbsyncrc, "-a")
    tap.same(fetched.returncode, 0, f"{name}: mbsync fetches",
             fetched.stderr)
    messages = ""
    for folder_name, _, files in os.walk(target):
        for one in files:
            with open(os.path.join(folder_name, one), encoding="utf-8",
                      errors="replace") as message:
                messages += message.read()
    tap.ok(subject in messages, f"{name}: the message came back", messages)


def check_files(folder, name):
    names = sorted(os.listdir(folder))
    tap.ok(names, f"{name}: files were written", names)
    for one in names:
        path = os.path.join(folder, one)
        bench.keep(path)
        tap.same(stat.S_IMODE(os.stat(path).st_mode), 0o600,
                 f"{name}: {one} is private")
    bench.search()


prepare()
can_mount = client("true").returncode == 0
if not can_mount:
    tap.note("NOT TESTED: the real clients, because mount namespaces "
             "are not allowed here")

# From the check itself.
first = bench.path("first")
run = bench.run("check", provider.address, "--json", "--write", "--for",
                "autoconfig,msmtp,mbsync", "--out", first,
                password=provider.password)
tap.same(run.status, 0, "check --write: exit status", run)
check_files(first, "check --write")
if can_mount:
    send_and_fetch(first, "check --write")
    with open(bench.path("asked"), encoding="utf-8") as text:
        asked = text.read()
    tap.ok("anna@hafen.test" in asked and "smtp.hafen.test" in asked and
           "imap.hafen.test" in asked,
           "the files ask the keyring for the right secrets", asked)

# From discovery, without a login; only what was asked for.
second = bench.path("second")
run = bench.run("profile", provider.address, "--for", "msmtp,mbsync",
                "--out", second, "--password-command",
                f"cat {provider.password_file}")
tap.same(run.status, 0, "profile --for: exit status", run)
tap.same(len(os.listdir(second)) if os.path.isdir(second) else 0, 2,
         "profile --for: two files")
check_files(second, "profile --for")
if can_mount:
    send_and_fetch(second, "profile --password-command")

# From a report that was kept.
report = bench.path("report.json")
run = bench.check()
with open(report, "w", encoding="utf-8") as out:
    out.write(run.out)
third = bench.path("third")
run = bench.run("profile", provider.address, "--settings", report, "--for",
                "msmtp,mbsync", "--out", third)
tap.same(run.status, 0, "profile --settings: exit status", run)
if can_mount:
    send_and_fetch(third, "profile --settings")

# What is needed decides what is written, unless it is said otherwise.
for options, protocol, retention, incoming, leave in (
        ([], "imap", None, "imap", "true"),
        (["--confidential"], "pop3", "delete", "pop3", "false"),
        (["--devices", "2", "--one-computer"], "pop3", "days", "pop3",
         "true"),
        (["--confidential", "--prefer", "imap"], "pop3", "delete", "imap",
         "true")):
    name = "check " + (" ".join(options) or "without needs")
    folder = bench.path("advice" + "".join(options))
    run = bench.run("check", provider.address, "--json", "--write", "--for",
                    "autoconfig", "--out", folder, *options,
                    password=provider.password)
    advice = json.loads(run.out)["advice"]
    tap.same((run.status, advice["protocol"], advice["retention"]),
             (0, protocol, retention), f"{name}: the advice", run)
    with open(find_file(folder, ".xml"), encoding="utf-8") as text:
        xml = text.read()
    tap.same((re.search('incomingServer type="([a-z0-9]+)"', xml)[1],
              re.search("<leaveMessagesOnServer>([a-z]+)<", xml)[1]),
             (incoming, leave), f"{name}: what is written", xml)

# Support without the password is advised too, by what is offered.
for more, protocol in ([], "imap"), (["--confidential"], "pop3"):
    run = bench.run("check", provider.address, "--no-login", "--json", *more)
    tap.same(json.loads(run.out).get("advice", {}).get("protocol"), protocol,
             f"check --no-login {' '.join(more)}: the advice", run)

# STARTTLS, to standard output.
run = bench.run("profile", "anna@starttls.test", "--for", "msmtp")
tap.same(run.status, 0, "profile to standard output", run)
tap.ok(re.search(r"^port\s+587$", run.out, re.M) and
       re.search(r"^tls_starttls\s+on$", run.out, re.M),
       "msmtp: STARTTLS on 587", run)
tap.same(run.err.strip(), "", "profile: nothing on standard error", run)

# A file that is there already stays as it is.
path = find_file(second, "msmtprc")
with open(path, "w", encoding="ascii") as out:
    out.write("# mine\n")
run = bench.run("profile", provider.address, "--for", "msmtp,mbsync",
                "--out", second)
tap.same(run.status, 2, "an existing file: exit status", run)
with open(path, encoding="utf-8") as text:
    tap.same(text.read(), "# mine\n", "an existing file is not replaced")

# Broken settings are not written down as if they worked.
fourth = bench.path("fourth")
run = bench.run("check", "anna@expired.test", "--json", "--write", "--out",
                fourth, password=provider.password)
tap.ok(run.status in (1, 2), "check --write of a broken server fails", run)
tap.ok(not os.path.isdir(fourth) or not os.listdir(fourth),
       "check --write of a broken server writes nothing", run)

# All other formats at least come out whole.
run = bench.run("profile", provider.address, "--for", "autoconfig")
tap.has(run.out, "<hostname>imap.hafen.test</hostname>", "autoconfig")
run = bench.run("profile", provider.address, "--for", "mobileconfig")
tap.has(run.out, "imap.hafen.test", "mobileconfig")

json.loads(open(report, encoding="utf-8").read())
bench.end()
