#!/usr/bin/env python3
"""One check of a good mailbox beside three curl logins in parallel.

	bench.py POSTLOTSE [ROUNDS]

Both log in by IMAPS, POP3S and SMTPS at the same local servers, taking turns
(A B A B). The check also finds the settings (DNS, two HTTPS documents) and
writes a report, which curl is not asked to do: its host names and addresses
are given. Wall time, and processor time of the client with its children.
"""

import os
import resource
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "server"))

import provider as servers                              # noqa: E402

ROUNDS = 20
NULL = subprocess.DEVNULL


def measure(commands):
    """Runs commands at once; wall and processor time in milliseconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    running = [subprocess.Popen(c, stdin=NULL, stdout=NULL, stderr=NULL)
               for c in commands]
    bad = [p.args for p in running if p.wait() != 0]
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if bad:
        sys.exit(f"bench: this failed: {bad[0]}")
    cpu = (after.ru_utime + after.ru_stime -
           before.ru_utime - before.ru_stime)
    return wall * 1000, cpu * 1000


def curls(provider, config):
    """Three logins with a harmless command each."""
    domain = provider.domain
    address = provider.addresses[domain]
    commands = []
    for url, port, options in (
            (f"imaps://imap.{domain}/", 993, ["-X", "NOOP"]),
            (f"pop3s://pop.{domain}/", 995, ["-X", "NOOP", "-I"]),
            (f"smtps://smtp.{domain}/", 465, ["-X", "NOOP"])):
        host = url.split("/")[2]
        commands.append([
            "curl", "-sS", "-K", config, "--cacert", provider.ca_file,
            "--resolve", f"{host}:{port}:{address}",
            "--login-options", "AUTH=PLAIN", url, *options])
    return commands


def write_config(provider):
    """curl takes the password from a file, too."""
    path = f"{provider.root}/curl"
    login = f"{provider.address}:{provider.password}"
    quoted = login.replace("\\", "\\\\").replace('"', '\\"')
    with open(path, "w", encoding="utf-8") as out:
        os.fchmod(out.fileno(), 0o600)
        out.write(f'user = "{quoted}"\n')
    return path


def tell(name, figures):
    walls, cpus = zip(*figures)
    print(f"{name:28} {statistics.median(walls):8.1f} ms wall "
          f"(from {min(walls):.1f} to {max(walls):.1f})"
          f" {statistics.median(cpus):8.1f} ms processor")
    return statistics.median(walls), statistics.median(cpus)


def compare(first, second, rounds):
    """Takes turns; returns the medians of both."""
    names = (first[0], second[0])
    figures = ([], [])
    for commands in (first[1], second[1]):
        measure(commands)               # warm up, and see that it works
    for _ in range(rounds):
        for i, commands in enumerate((first[1], second[1])):
            figures[i].append(measure(commands))
    a, b = (tell(n, f) for n, f in zip(names, figures))
    print(f"{'ratio':28} {a[0] / b[0]:8.2f}    wall"
          f"{a[1] / b[1]:35.2f}    processor")


def main():
    postlotse = os.path.abspath(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    reason = servers.why_not()
    if reason is not None:
        sys.exit(f"bench: {reason}")
    with servers.Provider() as provider:
        check = [postlotse, "check", provider.address, "--json",
                 "--password-file", provider.password_file,
                 "--resolver", provider.resolver,
                 "--ca-file", provider.ca_file]
        print(f"{rounds} rounds, median:")
        compare(("postlotse check", [check]),
                ("three curl at once",
                 curls(provider, write_config(provider))), rounds)
        probe = [postlotse, "probe", "--json", "--user", provider.address,
                 "--password-file", provider.password_file,
                 "--resolver", provider.resolver,
                 "--ca-file", provider.ca_file]
        probe += [f"{scheme}.{provider.domain}" for scheme in
                  ("imaps://imap", "pop3s://pop", "submissions://smtp")]
        compare(("postlotse probe, 3 servers", [probe]),
                ("three curl at once",
                 curls(provider, f"{provider.root}/curl")), rounds)
    compare(("postlotse providers match",
             [[postlotse, "providers", "match", "anna@gmx.de"]]),
            ("/bin/true", [["/bin/true"]]), rounds * 2)


if __name__ == "__main__":
    main()
