#!/usr/bin/env python3
"""Wrong usage, trouble on this machine, a network that does not answer."""

import json
import os
import signal
import socket
import subprocess
import time

import harness

bench = harness.begin()
tap, provider = bench.tap, bench.provider
ADDRESS = provider.address


def put(name, text):
    path = bench.path(name)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)
    return path


os.mkdir(bench.path("bad-providers"))
put("bad-providers/x.json", '{ "id": "x", ')
empty = put("empty", "")
nonsense = put("nonsense", "this is not a certificate\n")

# What is wrong: (arguments, a word the English message must hold).
WRONG = {
    "no command": ((), ""),
    "an unknown command": (("chek", ADDRESS), "chek"),
    "no address": (("check",), "address"),
    "two addresses": (("check", ADDRESS, ADDRESS), "address"),
    "an address without @": (("check", "anna"), "anna"),
    "an address without a domain": (("check", "anna@"), "anna@"),
    "an address without a name": (("check", "@hafen.test"), "@hafen.test"),
    "an address with a blank": (("check", "an na@hafen.test"), ""),
    "an address with a line break": (("check", "a@hafen.test\nb"), ""),
    "an unknown option": (("check", ADDRESS, "--jason"), "--jason"),
    "an option without its value": (("check", ADDRESS, "--timeout"),
                                    "timeout"),
    "a timeout of zero": (("check", ADDRESS, "--timeout", "0"), "0"),
    "a timeout that is no number": (("check", ADDRESS, "--timeout", "1s"),
                                    "1s"),
    "a language we do not speak": (("check", ADDRESS, "--lang", "fr"), "fr"),
    "a resolver that is no address": (
        ("check", ADDRESS, "--resolver", "dns.test"), "dns.test"),
    "a missing password file": (
        ("check", ADDRESS, "--password-file", "/nowhere/at/all"),
        "/nowhere/at/all"),
    "a password file that is a folder": (
        ("check", ADDRESS, "--password-file", "/"), "password"),
    "an empty password file": (
        ("check", ADDRESS, "--password-file", empty), "empty"),
    "a password descriptor that is not open": (
        ("check", ADDRESS, "--password-fd", "77"), "password-fd"),
    "a password command that fails": (
        ("check", ADDRESS, "--password-command", "exit 3"), "3"),
    "no password and no terminal": (("check", ADDRESS), "password"),
    "a missing CA file": (
        ("check", ADDRESS, "--no-login", "--ca-file", "/nowhere/ca"),
        "/nowhere/ca"),
    "a CA file without a certificate": (
        ("check", ADDRESS, "--no-login", "--ca-file", nonsense), "nonsense"),
    "a missing folder of providers": (
        ("check", ADDRESS, "--no-login", "--providers", "/nowhere/p"),
        "/nowhere/p"),
    "a provider file that is no JSON": (
        ("check", ADDRESS, "--no-login", "--providers",
         bench.path("bad-providers")), "x.json"),
    "a transcript that cannot be written": (
        ("check", ADDRESS, "--no-login", "--transcript", "/nowhere/t"),
        "/nowhere/t"),
    "a profile folder that cannot be made": (
        ("profile", ADDRESS, "--for", "msmtp", "--out",
         f"{nonsense}/out"), "out"),
    "a format that does not exist": (
        ("profile", ADDRESS, "--for", "pigeon"), "pigeon"),
    "a settings file that does not exist": (
        ("profile", ADDRESS, "--for", "msmtp", "--settings", "/nowhere/s"),
        "/nowhere/s"),
    "a settings file that is no JSON": (
        ("profile", ADDRESS, "--for", "msmtp", "--settings", nonsense),
        "nonsense"),
    "a URL of another kind": (("probe", "https://hafen.test"), "https"),
    "a URL with a port too high": (("probe", "imaps://h.test:70000"), ""),
    "an unknown word of providers": (("providers", "burn"), "list"),
}

for name, (arguments, word) in WRONG.items():
    # The resolver comes first so that the wrong option wins.
    if arguments and arguments[0] in ("check", "profile") and \
            "--resolver" not in arguments:
        arguments = (*arguments, "--resolver", provider.resolver)
    for lang in ("en", "de"):
        run = bench.run(*arguments, *(("--lang", lang) if arguments and
                                      "--lang" not in arguments else ()),
                        servers_too=False, limit=20)
        tap.same(run.status, 2, f"{name} ({lang}): exit status", run)
        lines = [x for x in run.err.split("\n") if x.strip()]
        if name == "no command":
            tap.ok(lines or run.out, f"{name} ({lang}): shows the usage", run)
            continue
        # One sentence; a second line may point to the help.
        tap.ok(lines and (word in lines[0] or lang == "de") and
               (len(lines) == 1 or
                len(lines) == 2 and "--help" in lines[1]),
               f"{name} ({lang}): one clear sentence", run)
        tap.same(run.out, "", f"{name} ({lang}): nothing on stdout")

# Standard output that cannot be written.
with open("/dev/full", "wb") as full:
    done = subprocess.run(
        [harness.POSTLOTSE, "check", ADDRESS, "--json", "--no-login",
         "--resolver", provider.resolver, "--ca-file", provider.ca_file],
        stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE,
        timeout=30, check=False, env=bench.environment())
tap.same(done.returncode, 2, "standard output is full: exit status",
         done.stderr)
tap.ok(done.stderr.strip(), "standard output is full: says so")


def in_time(run, timeout, name):
    """Long before the 15 seconds that are the limit without --timeout; a busy
    machine may need some to start and to end."""
    tap.ok(run.seconds < (timeout + 8) * harness.PATIENCE,
           f"{name}: ends soon after {timeout} s", run)


# A domain that does not exist.
run = bench.check("nowhere.test")
tap.same((run.status, harness.first_error(run.report)),
         (1, "dns.name.nxdomain"), "a domain that does not exist", run)
in_time(run, 5, "a domain that does not exist")

# No network: the resolver never answers.
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mute:
    mute.bind(("127.0.0.1", 0))
    address = f"127.0.0.1@{mute.getsockname()[1]}"
    for timeout in (1, 3):
        run = bench.run("check", ADDRESS, "--json", "--resolver", address,
                        "--timeout", str(timeout), servers_too=False,
                        password=provider.password)
        tap.same((run.status, harness.first_error(run.report)),
                 (1, "dns.resolver.timeout"),
                 f"no network, --timeout {timeout}: the cause", run)
        in_time(run, timeout, f"no network, --timeout {timeout}")

# No network: this machine knows no way to any resolver.
if subprocess.run(["unshare", "-n", "true"], check=False).returncode == 0:
    for more in ([], ["--resolver", "192.0.2.53"]):
        done = subprocess.run(
            ["unshare", "-n", harness.POSTLOTSE, "check", "anna@example.org",
             "--json", "--no-login", *more], stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=30, check=False,
            env=bench.environment())
        report = json.loads(done.stdout or "{}")
        tap.same((done.returncode, harness.first_error(report)),
                 (1, "dns.resolver.timeout"),
                 f"no network at all {more}: the cause", done.stdout)
else:
    tap.note("SKIPPED: no network at all (unshare does not work here)")

# Nobody listens at the resolver's address.
run = bench.run("check", ADDRESS, "--json", "--resolver", "127.0.0.1@1",
                "--timeout", "3", servers_too=False,
                password=provider.password)
tap.ok(run.status == 1 and harness.first_error(run.report) in
       ("dns.resolver.timeout", "dns.resolver.servfail"),
       "a resolver that refuses: the cause", run)
in_time(run, 3, "a resolver that refuses")

# Servers that hang.
for domain in ("silent.test", "filtered.test"):
    run = bench.check(domain, "--timeout", "1")
    tap.same(run.status, 1, f"{domain} --timeout 1: exit status", run)
    in_time(run, 1, f"{domain} --timeout 1")
    tap.ok(harness.ids(run.report), f"{domain} --timeout 1: says why", run)

def heed_interrupts():
    """A job in the background is begun deaf to them."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def await_connection(address):
    """Until somebody is connected to that address."""
    mark = "".join(f"{int(n):02X}" for n in reversed(address.split(".")))
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with open("/proc/net/tcp", encoding="ascii") as table:
            if any(x.split()[2].startswith(mark) and x.split()[3] == "01"
                   for x in table):
                return
        time.sleep(0.02)


# Whoever presses Ctrl-C is obeyed at once.
command = [harness.POSTLOTSE, "check", "anna@silent.test", "--json",
           "--password-file", provider.password_file,
           "--resolver", provider.resolver, "--ca-file", provider.ca_file]
with subprocess.Popen(command, stdin=subprocess.DEVNULL,
                      stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                      preexec_fn=heed_interrupts,
                      env=bench.environment()) as process:
    await_connection(provider.addresses["silent.test"])
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    try:
        process.communicate(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
    tap.ok(time.monotonic() - began < 8, "Ctrl-C ends the run")
    tap.ok(process.returncode not in (0, 1), "Ctrl-C is no verdict",
           process.returncode)

bench.end()
