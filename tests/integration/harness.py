"""What the integration tests share: TAP, the provider, running the program.

Everything the program says in any test, on whatever way, is searched for
the passwords it was given.
"""

import atexit
import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "server"))

import printed                                          # noqa: E402
import pool                                             # noqa: E402
import provider as servers                              # noqa: E402

BUILD = os.path.abspath(os.environ.get("BUILD", f"{ROOT}/build"))
POSTLOTSE = os.path.abspath(
    os.environ.get("POSTLOTSE", f"{BUILD}/postlotse"))
printed.watch(POSTLOTSE)
POOL = os.environ.get("POSTLOTSE_SERVERS", "")
VALGRIND = os.environ.get("VALGRIND", "") not in ("", "0")
VALGRIND_COMMAND = [
    "valgrind", "-q", "--error-exitcode=99", "--leak-check=full",
    "--errors-for-leak-kinds=definite,possible"]
# Under valgrind everything takes many times longer.
PATIENCE = 12 if VALGRIND else 1


class Tap:
    """Prints results as TAP and keeps count."""

    def __init__(self):
        self.count = self.failed = 0

    def ok(self, good, name, detail=""):
        self.count += 1
        if not good:
            self.failed += 1
        print(f"{'ok' if good else 'not ok'} {self.count} - {name}")
        if not good and detail != "":
            for line in str(detail).split("\n"):
                print(f"#   {line}")
        sys.stdout.flush()
        return bool(good)

    def same(self, got, want, name, detail=""):
        return self.ok(got == want, name,
                       f"got  {got!r}\nwant {want!r}\n{detail}")

    def has(self, text, part, name):
        return self.ok(part in text, name,
                       f"{part!r} is not in:\n{text}")

    def note(self, text):
        print(f"# {text}", flush=True)

    def end(self):
        print(f"1..{self.count}")
        sys.stdout.flush()
        sys.exit(1 if self.failed else 0)


def skip_all(reason):
    print(f"# NOT TESTED: {reason}", file=sys.stderr)
    print(f"1..0 # SKIP {reason}")
    sys.exit(0)


class Result:
    """One run of the program: status, what it said, how long it took."""

    def __init__(self, command, status, out, err, seconds):
        self.command, self.status, self.seconds = command, status, seconds
        self.out, self.err = out, err

    @property
    def report(self):
        try:
            return json.loads(self.out)
        except ValueError:
            return {}

    def __str__(self):
        return (f"{' '.join(self.command)}\nexit {self.status} after "
                f"{self.seconds:.2f} s\n{self.out[-3000:]}\n"
                f"stderr: {self.err[-1500:]}")


def patterns(password):
    """The password, and how it looks inside any base64 text."""
    raw = password.encode()
    found = {raw, json.dumps(password)[1:-1].encode(),
             password.replace("\\", "\\\\").replace('"', '\\"').encode()}
    for shift in range(3):
        padded = b"\0" * shift + raw
        text = base64.b64encode(padded)
        # Characters that depend on what stands before or behind are cut.
        start = (0, 2, 3)[shift]
        end = len(padded) // 3 * 4
        found.add(text[start:end])
    return {p for p in found if len(p) >= 8}


class Bench:
    """A test file: TAP, the provider, a scratch folder."""

    def __init__(self):
        self.tap = Tap()
        self.provider = None
        self.scratch = tempfile.mkdtemp(prefix="lotse-test-")
        self.said = []          # (where, bytes)
        self.passwords = set()
        self.leaks = []
        self.slow = []
        atexit.register(self.close)
        os.chmod(self.scratch, 0o755)

    def close(self):
        if self.provider is not None:
            self.provider.stop()
            self.provider = None
        shutil.rmtree(self.scratch, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.scratch, name)

    def start_provider(self, own=True):
        """own: the test changes it, or needs one that nobody used."""
        self.provider = servers.Provider() if own or not POOL else \
            pool.Borrowed(POOL)
        self.passwords |= {self.provider.password,
                           self.provider.other_password}
        return self.provider

    def environment(self, extra=None):
        kept = ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LD_LIBRARY_PATH")
        env = {k: os.environ[k] for k in kept if k in os.environ}
        env.update(LC_ALL="C", HOME=self.scratch)
        env.update(extra or {})
        return env

    def run(self, *args, password=None, env=None, limit=30, servers_too=True,
            cwd=None):
        """Runs the program; a password goes through a pipe."""
        command = [POSTLOTSE, *args]
        if servers_too and self.provider is not None:
            command += ["--resolver", self.provider.resolver,
                        "--ca-file", self.provider.ca_file]
        fds = ()
        if password is not None:
            reader, writer = os.pipe()
            os.write(writer, password.encode() + b"\n")
            os.close(writer)
            fds = (reader,)
            command += ["--password-fd", str(reader)]
            self.passwords.add(password)
        return self.finish(command, fds, env, limit, cwd)

    def finish(self, command, fds, env, limit, cwd):
        full = (VALGRIND_COMMAND if VALGRIND else []) + command
        began = time.monotonic()
        process = subprocess.Popen(
            full, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, pass_fds=fds, cwd=cwd or self.scratch,
            env=self.environment(env))
        for fd in fds:
            os.close(fd)
        self.look_at_process(process.pid)
        try:
            out, err = process.communicate(timeout=limit * PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            self.slow.append(" ".join(command))
        seconds = time.monotonic() - began
        self.said += [(" ".join(command) + " stdout", out),
                      (" ".join(command) + " stderr", err)]
        self.search()
        result = Result(command, process.returncode,
                        out.decode("utf-8", "replace"),
                        err.decode("utf-8", "replace"), seconds)
        if VALGRIND and process.returncode == 99:
            self.tap.ok(False, "clean under valgrind", result)
        return result

    def look_at_process(self, pid):
        for name in ("cmdline", "environ"):
            try:
                with open(f"/proc/{pid}/{name}", "rb") as text:
                    self.said.append((f"/proc/PID/{name}", text.read()))
            except OSError:
                pass

    def keep(self, path):
        """Adds a file the program wrote to what is searched."""
        with open(path, "rb") as text:
            self.said.append((path, text.read()))
        wrong = printed.file_fault(path)
        if wrong:
            raise printed.Printed(f"{path}: {wrong}")

    def search(self):
        """Looks for every password in everything said since last time."""
        marks = [p for w in self.passwords for p in patterns(w)]
        for where, text in self.said:
            for mark in marks:
                if mark in text:
                    self.leaks.append(where)
        self.searched = getattr(self, "searched", 0) + len(self.said)
        self.said.clear()

    def check(self, domain=None, *args, user=None, password=None, **more):
        """`check --json` of a mailbox of the provider."""
        domain = domain or self.provider.domain
        return self.run("check", f"{user or 'anna'}@{domain}", "--json",
                        *args, password=password or self.provider.password,
                        **more)

    def end(self):
        self.search()
        self.tap.ok(not self.leaks,
                    f"no password in {self.searched} outputs",
                    "\n".join(sorted(set(self.leaks))))
        self.tap.ok(not self.slow, "every run ended in time",
                    "\n".join(self.slow))
        self.close()
        self.tap.end()


def begin(own=False):
    """A Bench with the provider running, or a loud skip."""
    if not os.access(POSTLOTSE, os.X_OK):
        skip_all(f"{POSTLOTSE} is not there: run make first")
    reason = servers.why_not()
    if reason is not None:
        skip_all(reason)
    bench = Bench()
    bench.start_provider(own)
    return bench


def findings(report):
    """Ids in the order of the report: endpoints first, then the account."""
    for endpoint in report.get("endpoints", []):
        yield from endpoint.get("findings", [])
    yield from report.get("findings", [])


def ids(report, severity=None):
    return [f["id"] for f in findings(report)
            if severity is None or f["severity"] == severity]


def first_error(report):
    return next(iter(ids(report, "error")), None)


def words(text):
    """Text with all white space alike, to find sentences that are wrapped."""
    return " ".join(text.split())
