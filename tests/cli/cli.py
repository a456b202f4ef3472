"""What the command-line tests share: TAP, the program, a terminal, a server.

The server is a small IMAP server with TLS on a loopback address, made for
one question: which user name and password arrived?
"""

import atexit
import base64
import os
import pty
import re
import select
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import termios
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.path.abspath(
    os.environ.get("POSTLOTSE", str(ROOT / "build/postlotse")))
sys.path.insert(0, str(ROOT / "tests" / "server"))

import printed                                          # noqa: E402

PATIENCE = 60
HOME = Path(tempfile.mkdtemp(prefix="postlotse-cli-"))
printed.watch(PROGRAM)
atexit.register(shutil.rmtree, HOME, True)

count = failed = 0


def ok(good, name, why=""):
    """One line of TAP; why is shown when it is not good."""
    global count, failed
    count += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {count} - {name}", flush=True)
    if not good and why != "":
        print("\n".join("#   " + line for line in str(why).splitlines()))
    return bool(good)


def same(got, want, name, why=""):
    return ok(got == want, name, f"got  {got!r}\nwant {want!r}\n{why}")


def skip(name, why):
    global count
    count += 1
    print(f"ok {count} - {name} # SKIP {why}", flush=True)


def done():
    print(f"1..{count}")
    sys.exit(1 if failed else 0)


def environment(**more):
    """A clean environment; a value of None takes a variable away."""
    env = {"PATH": os.environ["PATH"], "HOME": str(HOME),
           "XDG_CONFIG_HOME": str(HOME), "LC_ALL": "C.UTF-8",
           "LANGUAGE": "en", "TERM": "xterm"}
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
        if name in os.environ:
            env[name] = os.environ[name]
    env.update(more)
    return {k: v for k, v in env.items() if v is not None}


class Result:
    """status, out and err of one run of the program."""

    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    def __str__(self):
        return f"status {self.status}\n{self.out}\n{self.err}"


def word(arg):
    return arg if isinstance(arg, bytes) else str(arg)


def run(*args, env=None, stdin=subprocess.DEVNULL, **more):
    """The program without a terminal of its own."""
    p = subprocess.run([PROGRAM, *map(word, args)],
                       stdin=stdin,
                       env=env or environment(), capture_output=True,
                       timeout=PATIENCE, start_new_session=True, check=False,
                       **more)
    return Result(p.returncode, p.stdout.decode(), p.stderr.decode())


class Terminal:
    """The program with a terminal, which is also /dev/tty for it."""

    def __init__(self, *args, env=None):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execve(PROGRAM, [PROGRAM, *map(str, args)],
                      env or environment())
        self.seen = b""

    def read(self, until=None, patience=PATIENCE):
        """Reads on until the text was seen, or to the end."""
        limit = time.monotonic() + patience
        while until is None or until.encode() not in self.seen:
            left = limit - time.monotonic()
            if left <= 0 or not select.select([self.fd], [], [], left)[0]:
                break
            try:
                chunk = os.read(self.fd, 65536)
            except OSError:
                break
            if not chunk:
                break
            self.seen += chunk
        return self.seen.decode(errors="replace")

    def write(self, text):
        os.write(self.fd, text.encode())

    def echoes(self):
        return bool(termios.tcgetattr(self.fd)[3] & termios.ECHO)

    def wait(self):
        """Reads to the end; the exit status, negative after a signal."""
        self.read()
        status = os.waitpid(self.pid, 0)[1]
        os.close(self.fd)
        wrong = printed.terminal(self.seen)
        if wrong:
            raise printed.Printed(f"on the terminal: {wrong}")
        return os.waitstatus_to_exitcode(status)


def certificate():
    """A certificate authority with a server certificate for 127.0.0.1."""
    ca, key, pem = HOME / "ca.pem", HOME / "key.pem", HOME / "cert.pem"
    if pem.exists():
        return ca, key, pem
    config = HOME / "openssl.cnf"
    config.write_text(
        "[req]\ndistinguished_name=dn\n[dn]\n"
        "[ca]\nbasicConstraints=critical,CA:TRUE\n"
        "keyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n"
        "[leaf]\nsubjectAltName=IP:127.0.0.1\n"
        "basicConstraints=critical,CA:FALSE\n"
        "authorityKeyIdentifier=keyid\n")
    openssl = ["openssl", "req", "-x509", "-config", str(config), "-newkey",
               "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
               "-days", "60"]
    for words in (
            ["-subj", "/CN=Test CA", "-extensions", "ca", "-keyout",
             HOME / "ca-key.pem", "-out", ca],
            ["-subj", "/CN=127.0.0.1", "-extensions", "leaf", "-keyout", key,
             "-CA", ca, "-CAkey", HOME / "ca-key.pem", "-out", pem]):
        subprocess.run([*openssl, *map(str, words)], check=True,
                       capture_output=True, timeout=PATIENCE)
    return ca, key, pem


class Imap(threading.Thread):
    """Takes any login and keeps what came: (user, password) in logins."""

    def __init__(self, password=None):
        super().__init__(daemon=True)
        self.ca, key, pem = certificate()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(pem, key)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.url = f"imaps://127.0.0.1:{self.port}"
        self.password = password  # None: any is right
        self.logins = []
        self.start()

    def run(self):
        while True:
            try:
                client, _ = self.listener.accept()
                client.settimeout(PATIENCE)
                with self.context.wrap_socket(client, server_side=True) as s:
                    self.talk(s, s.makefile("rb"))
            except (OSError, ValueError):
                if self.listener.fileno() == -1:
                    return

    def talk(self, s, lines):
        s.sendall(b"* OK ready\r\n")
        for line in lines:
            tag, _, rest = line.strip().partition(b" ")
            verb = rest.split(b" ")[0].upper()
            if verb == b"CAPABILITY":
                s.sendall(b"* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\r\n")
                s.sendall(tag + b" OK\r\n")
            elif verb == b"AUTHENTICATE":
                self.login(s, tag, rest.split(b" "), lines)
            elif verb == b"LOGOUT":
                s.sendall(b"* BYE\r\n" + tag + b" OK\r\n")
                return
            elif verb in (b"STATUS", b"LIST"):
                s.sendall(tag + b" OK\r\n")
            else:
                s.sendall(tag + b" BAD\r\n")

    def login(self, s, tag, words, lines):
        if len(words) < 3:
            s.sendall(b"+ \r\n")
            words.append(next(lines).strip())
        _, user, password = base64.b64decode(words[2]).split(b"\0")
        self.logins.append((user.decode(), password.decode()))
        if self.password in (None, password.decode()):
            s.sendall(tag + b" OK welcome\r\n")
        else:
            s.sendall(tag + b" NO [AUTHENTICATIONFAILED] no\r\n")

    def stop(self):
        self.listener.close()


def option_rows(text):
    """The long options that a help text lists, with what follows them."""
    found = re.findall(r"^ {2}(?:-\w, | {4})--([a-z0-9-]+)(?: (\S+))?", text,
                       re.M)
    return dict(found)
