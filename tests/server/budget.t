#!/usr/bin/env python3
"""How often a refused password is shown: servers that refuse every login
count it, for one to twelve of them, with every subcommand that logs in."""

import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "server"),
                os.path.join(HERE, "..", "cases")]

import ca  # noqa: E402
import case as cases  # noqa: E402
import run as player  # noqa: E402

PASSWORD = "Zk7wQp4xLm9T-Rv2"
MOST = 12
SCHEMES = {"imap": "imaps", "pop3": "pop3s", "smtp": "submissions"}
PROTOCOLS = ["imap", "smtp", "pop3"]

# How a server refuses: the password, the mechanism (in words, by a code, by
# BAD), both in turn, or by hanging up.  "any" takes whatever comes.
REFUSALS = {
    "password": {"imap": "{tag} NO [AUTHENTICATIONFAILED] no",
                 "pop3": "-ERR [AUTH] no", "smtp": "535 5.7.8 no"},
    "mechanism": {"imap": "{tag} NO mechanism not supported",
                  "pop3": "-ERR unknown mechanism", "smtp": "504 5.7.4 no"},
    "cannot": {"imap": "{tag} NO [CANNOT] no",
               "pop3": "-ERR unsupported authentication mechanism",
               "smtp": "535 5.7.8 authentication mechanism not supported"},
    "command": {"imap": "{tag} BAD what", "pop3": "-ERR unknown command",
                "smtp": "502 5.5.1 what"},
}
count = failed = 0


def ok(good, name, why=""):
    global count, failed
    count += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {count} - {name}", flush=True)
    if not good:
        print("\n".join("# " + line for line in why.splitlines()))


def script(name, protocol, host, refusal, good):
    """A server; good: it accepts the first login and refuses no other."""
    reply = REFUSALS[refusal][protocol]
    lines = [f"[server {name} {protocol} host={host}]",
             "play: ready tls auth=PLAIN,LOGIN", "perhaps:"]
    if good:
        lines += ["login: PLAIN", "play: welcome"]
    else:
        lines += ["login: any", "S: " + reply] * 6
    return "\n".join(lines)


def listen(servers, dns, folder):
    text = "\n".join(servers) + "\n[dns]\n" + "\n".join(dns)
    phrases = cases.Phrases(os.path.join(cases.HERE, "phrases"))
    sections = cases.split(text + "\n[run]\nnothing\n")
    return player.Listening(cases.Case("budget", sections, phrases),
                            folder, player.USER, PASSWORD)


def show(net, folder, words):
    return subprocess.run(
        [player.PROGRAM, *words, "--ca-file", folder + "/root.pem",
         "--resolver", f"127.0.0.1@{net.dns.port}", "--password-fd", "0",
         "--timeout", "30", "--json"],
        input=PASSWORD + "\n", capture_output=True, text=True, cwd=folder,
        timeout=120, check=False, env={**os.environ, "HOME": folder})


def shown(net):
    """Logins that were refused, as the servers saw them."""
    return sum(session.logins for server in net.servers
               for session in server.sessions
               if not server.name.startswith("good"))


def names(n, good):
    """n servers; the first is one that accepts the password when good."""
    return [("good0" if good and i == 0 else f"bad{i}", PROTOCOLS[i % 3])
            for i in range(n)]


def probe(folder, n, budget, refusal, good):
    """The refused logins at n servers named on the command line."""
    servers = names(n, good)
    net = listen([script(name, protocol, protocol + ".example.test", refusal,
                         name.startswith("good"))
                  for name, protocol in servers], [], folder)
    try:
        urls = [f"{SCHEMES[protocol]}://{net.places[name]}"
                for name, protocol in servers]
        result = show(net, folder, ["probe", *urls, "--user", player.USER,
                                    "--max-logins", str(budget)])
    finally:
        net.stop()
    return shown(net), result


def check(folder, n, budget, refusal, good):
    """The same for an account whose domain names n servers by SRV records,
    the preferred ones first (RFC 6186)."""
    domain, records, texts = "example.test", [], []
    for i, (name, protocol) in enumerate(names(n, good)):
        service = {"imap": "_imaps", "pop3": "_pop3s",
                   "smtp": "_submissions"}[protocol]
        host = f"{protocol}.example.test"
        texts.append(script(name, protocol, host, refusal,
                            name.startswith("good")))
        records.append(f"{service}._tcp.{domain} SRV {i} 1 "
                       f"{{{name}.port}} {host}")
    net = listen(texts, records, folder)
    try:
        result = show(net, folder, [
            "check", "anna@" + domain, "--user", player.USER, "--no-ispdb",
            "--max-logins", str(budget)])
    finally:
        net.stop()
    return shown(net), result


def judge(what, n, budget, refusal, outcome):
    """Never more than promised, and at least one: it did log in."""
    times, result = outcome
    ok(1 <= times <= 1 + budget, f"{what}, {n} servers that refuse the "
       f"{refusal}, --max-logins {budget}: {times} of {1 + budget}",
       f"exit {result.returncode}\n{result.stderr[:500]}")
    return times


def main():
    with tempfile.TemporaryDirectory() as folder:
        ca.make(folder, player.HOSTS)
        for n in range(1, MOST + 1):
            budget = (1, 2, 3, 5)[n % 4]
            for refusal in list(REFUSALS)[n % 2::2]:
                judge("probe", n, budget, refusal,
                      probe(folder, n, budget, refusal, False))
        for budget in (1, 2, 4, 20):
            for refusal in REFUSALS:
                judge("probe, one server accepts", MOST, budget, refusal,
                      probe(folder, MOST, budget, refusal, True))
        for n in range(1, MOST + 1):
            refusal = list(REFUSALS)[n % len(REFUSALS)]
            for budget in (1, 3):
                judge("check", n, budget, refusal,
                      check(folder, n, budget, refusal, False))
        times = judge("probe", MOST, 1, "password",
                      probe(folder, MOST, 1, "password", False))
        ok(times == 1, "a password that is plainly refused is shown once",
           str(times))
        times = judge("probe, one server accepts", MOST, 1, "password",
                      probe(folder, MOST, 1, "password", True))
        ok(times == 1, "also after one server has accepted it", str(times))
    print(f"1..{count}")
    return 1 if failed else 0


sys.exit(main())
