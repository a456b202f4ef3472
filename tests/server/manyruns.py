"""Many runs on one engine against scripted servers, for tests and bench."""

import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "cases")]

import case as cases  # noqa: E402
import run as player  # noqa: E402

BUILD = os.path.abspath(os.environ.get("BUILD", "build"))
PROGRAM = player.PROGRAM
TOOL = os.path.join(BUILD, "tests", "show-runs")
USER, PASSWORD = player.USER, "Zk7wQp4xLm9T-Rv2"
SECONDS = 60

GOOD = """
[server imap-{n} imap host=imap.example.test]
play: ready tls
login: PLAIN
play: welcome

[server pop3-{n} pop3 host=pop3.example.test]
play: ready tls
login: PLAIN
play: welcome

[server smtp-{n} smtp host=smtp.example.test]
play: ready tls
login: PLAIN
play: welcome
"""
SCHEMES = {"imap": "imaps", "pop3": "pop3s", "smtp": "submissions",
           "stripped": "imap", "injected": "imap", "expired": "pop3s",
           "noauth": "submissions"}


def listen(text, certificates):
    phrases = cases.Phrases(os.path.join(cases.HERE, "phrases"))
    sections = cases.split(text + "\n[run]\nnothing\n")
    return player.Listening(cases.Case("runs", sections, phrases),
                            certificates, USER, PASSWORD)


def url(net, name):
    scheme = SCHEMES.get(name.partition("-")[0], "imaps")
    return f"{scheme}://{net.places[name]}"


def together(net, certificates, folder, jobs):
    """[(file, language, milliseconds, how, url)] -> lines of the tool."""
    lines = "".join(" ".join(map(str, job)) + "\n" for job in jobs)
    return subprocess.run(
        [TOOL, f"127.0.0.1@{net.dns.port}", certificates + "/root.pem", USER],
        input=PASSWORD + "\n" + lines, capture_output=True, text=True,
        cwd=folder, timeout=300, check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8"})


def command(net, certificates, language, where):
    """The program that does the same as one job."""
    return [PROGRAM, "probe", where, "--user", USER, "--json", "--lang",
            language, "--timeout", str(SECONDS), "--ca-file",
            certificates + "/root.pem", "--resolver",
            f"127.0.0.1@{net.dns.port}", "--password-fd", "0"]


def alone(net, certificates, folder, language, where):
    """The report of a process of its own."""
    r = subprocess.run(
        command(net, certificates, language, where),
        input=PASSWORD + "\n", capture_output=True, text=True, cwd=folder,
        timeout=120, check=False, env={**os.environ, "LC_ALL": "C.UTF-8"})
    return json.loads(r.stdout)
