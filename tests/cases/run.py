#!/usr/bin/env python3
"""Plays the .case files against the program and prints TAP.

	run.py [-j N] [-t SECONDS] [-v] [NAME...]

Each NAME picks the cases whose name begins with it; -t is the --timeout of
cases that say nothing else.  The program is
$POSTLOTSE (build/postlotse); VALGRIND=1 runs it under valgrind.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

VALGRIND = os.environ.get("VALGRIND") == "1"
if VALGRIND:
    os.environ.setdefault("MOCK_PATIENCE", "5")

# pylint: disable=wrong-import-position
import case as cases  # noqa: E402  finds tests/server for the others
import ca  # noqa: E402
import check  # noqa: E402
import mock  # noqa: E402
import mockdns  # noqa: E402
import printed  # noqa: E402

ROOT = os.path.normpath(os.path.join(cases.HERE, "..", ".."))
PROGRAM = os.path.abspath(os.environ.get(
    "POSTLOTSE", os.path.join(ROOT, "build", "postlotse")))
printed.watch(PROGRAM)
SCHEMA = os.path.join(ROOT, "cmd", "report.schema.json")
PASSWORD = '%n"{Zk7wQp4xLm9T}\\ &<b>~\'$(x) =+'
USER = "anna@example.org"
# Seconds that a busy machine may need beyond the limit; a server of a case
# waits longer than both together before it hangs up.
GRACE = int(os.environ.get("CASES_GRACE", "10"))
LEAK = 99    # valgrind's exit status
SLOW = 5     # how much more time a run under valgrind gets
HOSTS = [name + ".example.test" for name in (
    "imap", "pop3", "smtp", "mail", "mx")]
STATUS = {"ok": 0, "warning": 0, "error": 1, "unproven": 1}


class Listening:
    """The servers and the name server of one case."""

    def __init__(self, case, certificates, user, password):
        self.servers = []
        for plan in case.servers:
            server = mock.Server(
                plan.protocol, plan.scripts, certificates, user.encode(),
                password.encode(), plan.addresses, plan.mode, plan.refused)
            server.name, server.host = plan.name, plan.host
            self.servers.append(server)
        self.places = {}
        for server in self.servers:
            self.places[server.name] = f"{server.host}:{server.port}"
            self.places[server.name + ".host"] = server.host
            self.places[server.name + ".port"] = str(server.port)
        for server in self.servers:
            server.places = self.places
        self.dns = mockdns.NameServer(self.records(case))

    def records(self, case):
        """[dns] and, for hosts that it does not name, their addresses."""
        lines = [self.fill_in(line) for line in case.texts("dns")]
        known = {line.split()[0] for line in lines}
        for plan in case.servers:
            if plan.host not in known:
                lines += [f"{plan.host} {'AAAA' if ':' in ip else 'A'} {ip}"
                          for ip in plan.all_addresses()]
        return list(dict.fromkeys(lines))  # hosts may be shared

    def fill_in(self, text):
        for name, value in self.places.items():
            text = text.replace("{" + name + "}", value)
        return text

    def stop(self):
        for server in self.servers:
            server.stop()
        self.dns.stop()


class Run:
    """The program's life for one case: outputs, status, complaints."""

    def __init__(self, case, certificates, folder, limit):
        self.case, self.folder = case, folder
        self.password = mock.unescape(
            case.value("password", PASSWORD)).decode()
        self.user = case.value("user", USER)
        self.complaints, self.password_fd = [], -1
        self.default_limit = self.limit = limit
        self.stdout = self.stderr = self.transcript = b""
        self.status, self.report, self.seconds = None, None, 0
        self.certificates = certificates
        self.net = Listening(case, certificates, self.user, self.password)

    def command(self):
        words = self.net.fill_in(self.case.value("run")).split()
        options = {"--user": self.user, "--timeout": str(self.default_limit),
                   "--ca-file": self.certificates + "/root.pem",
                   "--resolver": f"127.0.0.1@{self.net.dns.port}",
                   "--transcript": self.folder + "/transcript",
                   "--password-fd": str(self.password_fd)}
        if words[0] != "probe":
            del options["--user"]
        if "--no-login" in words:
            del options["--password-fd"]
        for option, value in options.items():
            if option not in words:
                words += [option, value]
        if self.case.value("output", "json") == "json":
            words.append("--json")
        at = words.index("--timeout") + 1
        if VALGRIND:
            words[at] = str(int(words[at]) * SLOW)
        self.limit = float(words[at])
        return [PROGRAM] + [w for w in words if w != '""']

    def environment(self):
        keep = {k: v for k, v in os.environ.items() if k in (
            "PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LD_LIBRARY_PATH")}
        keep.update(HOME=self.folder, LC_ALL="C.UTF-8", NO_COLOR="1")
        return keep

    def execute(self):
        self.password_fd, write_end = os.pipe()
        os.write(write_end, self.password.encode() + b"\n")
        os.close(write_end)
        argv = self.command()
        patience = self.limit + GRACE
        if VALGRIND:
            argv = ["valgrind", "-q", f"--error-exitcode={LEAK}",
                    "--leak-check=full", "--fair-sched=yes",
                    "--errors-for-leak-kinds=definite",
                    "--log-file=" + self.folder + "/valgrind"] + argv
            patience = self.limit * 2 + 30
        started = time.monotonic()
        with subprocess.Popen(
                argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, pass_fds=(self.password_fd,),
                env=self.environment(), cwd=self.folder) as process:
            os.close(self.password_fd)
            try:
                self.stdout, self.stderr = process.communicate(
                    timeout=patience)
            except subprocess.TimeoutExpired:
                process.kill()
                self.stdout, self.stderr = process.communicate()
                self.complaints.append(
                    f"did not end within {patience:.1f} seconds")
        self.seconds = time.monotonic() - started
        self.status = process.returncode
        self.transcript = self.read("transcript")

    def read(self, name):
        try:
            with open(os.path.join(self.folder, name), "rb") as file:
                return file.read()
        except OSError:
            return b""

    def judge(self):
        """Everything that is wrong, as sentences."""
        secret = self.password.encode()
        for name, data in (("stdout", self.stdout), ("stderr", self.stderr),
                           ("transcript", self.transcript)):
            yield from check.hygiene(name, data, secret)
        rule = self.case.value(
            "credentials", "tls" if self.case.expects_login() else "none")
        yield from check.credentials(self.net.servers, rule, secret,
                                     self.user.encode())
        yield from self.judge_servers()
        if self.case.value("output", "json") == "json":
            yield from self.judge_report()
        yield from self.judge_output()
        yield from self.judge_status()

    def judge_report(self):
        try:
            self.report = json.loads(self.stdout)
        except ValueError as error:
            yield f"stdout is no JSON: {error}"
            return
        yield from check.shape(self.report, SCHEMA)
        yield from check.findings(self.report, self.case.texts("findings"))
        yield from check.assertions(self.report, [
            self.net.fill_in(line) for line in self.case.texts("json")])
        verdict = self.report.get("verdict")
        if self.case.value("verdict", verdict) != verdict:
            yield f"the verdict is {verdict}"
        severities = {s for s, _, _ in check.findings_of(self.report)}
        worst = next((s for s in ("error", "warning") if s in severities),
                     "ok")
        if worst != verdict and (verdict, worst) not in (
                ("unproven", "warning"), ("unproven", "ok")):
            yield f"the verdict is {verdict}, the worst finding {worst}"

    def judge_output(self):
        text = (self.stdout + self.stderr).decode("utf-8", "replace")
        flat = re.sub(r"\s+", " ", text)
        for line in self.case.texts("output")[1:]:
            unwanted, wanted = line.startswith("not "), line
            if unwanted:
                wanted = line[4:]
            if (wanted in flat) == unwanted:
                yield f"the output does not keep to: {line}"

    def judge_status(self):
        default = None
        if self.report is not None:
            default = STATUS.get(self.report.get("verdict"))
        wanted = self.case.value("exit", default)
        if VALGRIND and self.status == LEAK:
            yield "valgrind: " + self.read("valgrind").decode()[:2000]
        elif wanted is not None and int(wanted) != self.status:
            yield f"exit status {self.status}, not {wanted}"
        elif self.status not in (0, 1, 2):
            yield f"exit status {self.status}"
        within = self.case.value("within")
        if within and self.seconds > float(within) and not VALGRIND:
            yield f"took {self.seconds:.2f} seconds, not {within}"

    def judge_servers(self):
        """Scripts, flights, logins and visits."""
        visits = dict(line.split() for line in self.case.texts("connections"))
        logins = 0
        for server in self.net.servers:
            for session in server.sessions:
                logins += session.logins
                for problem in session.problems:
                    yield f"server {server.name}: {problem}"
            count, wanted = len(server.sessions), visits.get(server.name)
            if wanted is None and count == 0 and server.mode == "listen":
                yield f"nobody came to {server.name}"
            elif wanted is not None and count != int(wanted):
                yield f"{count} connections to {server.name}, not {wanted}"
        wanted = self.case.value("logins")
        if wanted is not None and logins != int(wanted):
            yield f"{logins} logins, not {wanted}"
        yield from self.judge_flights()

    def judge_flights(self):
        wanted = self.case.value("flights")
        if wanted is None:
            return
        took = [s.verdict_flights for server in self.net.servers
                for s in server.sessions if s.verdict_flights]
        if not took or max(took) != int(wanted):
            yield f"round trips to the verdict: {took}, not {wanted}"

    def story(self):
        """What a person wants to see of a case that failed."""
        yield "command: " + " ".join(self.command()[1:])
        yield f"exit {self.status} after {self.seconds:.2f} s"
        for server in self.net.servers:
            for number, session in enumerate(server.sessions):
                yield f"{server.name}, connection {number + 1}:"
                yield from ("  " + line for line in session.log)
        if self.report is not None:
            for severity, name, where in check.findings_of(self.report):
                yield f"finding: {severity} {name} @{where}"
        elif self.stdout:
            yield "stdout: " + self.stdout[:1500].decode("utf-8", "replace")
        if self.stderr:
            yield "stderr: " + self.stderr[:1500].decode("utf-8", "replace")


def wants_ipv6(case):
    return any(":" in ip for plan in case.servers
               for ip in plan.all_addresses())


def play(case, certificates, limit):
    """(complaints, story) of one case; None when it cannot be played."""
    if wants_ipv6(case) and not mock.have_ipv6():
        return None, []
    with tempfile.TemporaryDirectory() as folder:
        try:
            run = Run(case, certificates, folder, limit)
            try:
                run.execute()
            finally:
                run.net.stop()
            run.complaints += run.judge()
            return run.complaints, list(run.story())
        except Exception:  # pylint: disable=broad-except
            return [traceback.format_exc()], []


def show(number, case, complaints, story, verbose):
    skip = " # SKIP NOT TESTED: no IPv6 here" if complaints is None else ""
    print(f"{'not ok' if complaints else 'ok'} {number} - {case.name}{skip}")
    lines = list(complaints or [])
    if complaints or verbose:
        lines += story
    for text in lines:
        for line in text.split("\n"):
            print("# " + line)
    sys.stdout.flush()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("-j", type=int, default=12)
    parser.add_argument("-t", type=int, default=5)
    parser.add_argument("-v", action="store_true")
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    todo = [c for c in cases.load_all() if not args.names or
            any(c.name.startswith(name) for name in args.names)]
    print(f"1..{len(todo)}")
    failures = 0
    with tempfile.TemporaryDirectory() as certificates:
        ca.make(certificates, HOSTS)
        with ThreadPoolExecutor(args.j) as pool:
            results = pool.map(lambda c: play(c, certificates, args.t), todo)
            for number, (case, (complaints, story)) in enumerate(
                    zip(todo, results), 1):
                failures += bool(complaints)
                show(number, case, complaints, story, args.v)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
