#!/usr/bin/env python3
"""A whole mail provider on loopback: names, web, IMAP, POP3 and SMTP.

	provider.py start DIR	start it; DIR/provider.json says where it is
	provider.py stop DIR	stop it
	provider.py run DIR	the same in the foreground, until standard
				input ends or a signal comes

Real servers (Dovecot, Postfix, NSD, nginx) run on a private network of the
loopback interface, on the standard ports; that takes root. All files are in
DIR. The process that runs them stops them all when it ends, for whatever
reason, and ends by itself after an hour.
"""

import ctypes
import grp
import json
import os
import pwd
import random
import select
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

# pylint: disable=wrong-import-position
import ca                                               # noqa: E402
import dovecot                                          # noqa: E402
import nginx                                            # noqa: E402
import nsd                                              # noqa: E402
import postfix                                          # noqa: E402
from domains import DOMAINS, GOOD, KINDS, OWN                # noqa: E402

PORTS = (110, 143, 465, 587, 993, 995)
# Every way to get a password wrong on the way from file to server.
PASSWORD = "Sturm\"flut \\1962\\ %s $HOME #'x'; 100%"
OTHER_PASSWORD = "Grüße-von-der-Mole-7"
# Of the mailboxes for real clients, with what is not ASCII in it too.
BOX_PASSWORD = "se\"c #r\\et;x%y$z'ü"
# In these domains are box1 to box24, and ascii1 to ascii8 with the password
# of anna, for clients that cannot send any other.
BOX_DOMAINS = (GOOD, "starttls.test", "lokal.test", "scram.test",
               "xn--mller-kva.test")
BOXES = (("box", 24, BOX_PASSWORD), ("ascii", 8, PASSWORD))
NEEDED = ("dovecot", "postfix", "nsd", "nginx", "openssl", "ldns-signzone")
LIFETIME = 3600
START_SECONDS = 20
STOP_SECONDS = 10
GRACE_SECONDS = 0.5
PR_SET_CHILD_SUBREAPER = 36


def why_not():
    """Why the servers cannot run here, or None."""
    if os.geteuid() != 0:
        return "the real servers need root for their ports"
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    for program in NEEDED:
        if shutil.which(program, path=path) is None:
            return f"{program} is not installed (tests/install-deps.sh)"
    return None


def adopt_orphans():
    """Processes whose parent ends become children of this one."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def is_free(address, port, kind=socket.SOCK_STREAM):
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def choose_network():
    """The first three numbers of a network nobody listens on."""
    for _ in range(50):
        net = f"127.{random.randint(16, 250)}.{random.randint(1, 250)}"
        if all(is_free(f"{net}.1", p) for p in PORTS + (80, 443)):
            return net
    raise RuntimeError("the mail ports are taken on every loopback address")


def choose_port(address):
    for _ in range(50):
        port = random.randint(20000, 32000)
        if is_free(address, port) and \
                is_free(address, port, socket.SOCK_DGRAM):
            return port
    raise RuntimeError("no free port for the name server")


def all_users():
    """(domain, local part, password) of every mailbox."""
    users = [(d, "anna", PASSWORD) for d in DOMAINS]
    users.append((DOMAINS[0], "berta", OTHER_PASSWORD))
    users += [(d, f"{kind}{i + 1}", password) for d in DOMAINS
              if d.name in BOX_DOMAINS
              for kind, count, password in BOXES for i in range(count)]
    return users


def start_guard(root):
    """Starts a process that ends the servers if this one is killed.

    Returns a pipe to it, for the process ids of the servers. The kernel's
    own signal at the death of a parent does not reach Postfix, which changes
    its user.
    """
    reader, writer = os.pipe()
    if os.fork() != 0:
        os.close(reader)
        return writer
    os.close(writer)
    os.setsid()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    with os.fdopen(reader) as pids:
        for pid in pids.read().split():
            try:
                with open(f"/proc/{pid}/cmdline", "rb") as command:
                    if root.encode() in command.read():
                        os.kill(int(pid), signal.SIGTERM)
            except (FileNotFoundError, ProcessLookupError):
                pass
    os._exit(0)


def names_of(domains):
    """What their certificate must name: servers, and web servers.

    Not the domains that have neither: it is none of theirs."""
    return [n for d in domains if d.hosts or d.web or d.autodiscover
            for n in d.host_names() + d.web_names()]


class Supervisor:
    """Runs the servers; the only parent of everything that was started."""

    def __init__(self, root):
        self.root = root
        self.children = {}
        self.sockets = []
        self.guard = start_guard(root)

    def spawn(self, name, command, environment=None):
        with open(f"{self.root}/{name}.out", "wb") as log:
            child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=environment, start_new_session=True, cwd=self.root)
        self.children[name] = child
        os.write(self.guard, b"%d\n" % child.pid)

    def listen_silently(self, address, filtered, ports=PORTS):
        """Ports that take a connection and say nothing, or not even that.

        A full queue of waiting connections makes the kernel drop the next
        request, which is what a firewall does.
        """
        for port in ports:
            server = socket.socket()
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind((address, port))
            server.listen(0 if filtered else 64)
            self.sockets.append(server)
            for _ in range(2 if filtered else 0):
                client = socket.socket()
                client.setblocking(False)
                client.connect_ex((address, port))
                self.sockets.append(client)

    def start(self):
        root = self.root
        net = choose_network()
        for i, domain in enumerate(DOMAINS):
            domain.address = f"{net}.{10 + i}"
        web = f"{net}.1"
        port = choose_port(web)
        user = pwd.getpwnam("nobody")
        group = grp.getgrgid(user.pw_gid).gr_name
        users = all_users()
        self.certify()
        engines = dovecot.write(root, DOMAINS, users, user.pw_uid,
                                user.pw_gid)
        for name, (command, environment) in engines.items():
            self.spawn(f"dovecot-{name}", command, environment)
        self.spawn("nsd", nsd.write(root, DOMAINS, web, port, web))
        self.spawn("nginx", nginx.write(root, DOMAINS, web, "nobody", group,
                                        PASSWORD))
        self.spawn("postfix", postfix.write(
            root, DOMAINS, users, user.pw_uid, user.pw_gid, GOOD))
        self.listen_silently(nsd.silent_address(web), False, (443,))
        for domain in DOMAINS:
            if domain.engine in ("silent", "filtered"):
                self.listen_silently(domain.address,
                                     domain.engine == "filtered")
        self.wait_ready(web, port)
        self.describe(net, web, port)

    def certify(self):
        """Certificates: some of its own for the good domain, as real ones
        name few hosts, and one set for all the others."""
        folder = f"{self.root}/certs"
        with open(f"{self.root}/ca.pem", "w", encoding="ascii") as out:
            sets = [("hafen", names_of(DOMAINS[:1]), ("good",)),
                    ("others", names_of(DOMAINS[1:]), KINDS)]
            sets += [(name, names, ("good",)) for name, names in OWN.items()]
            for name, names, kinds in sets:
                path = ca.make(f"{folder}/{name}", names, (), kinds)
                with open(path, encoding="ascii") as pem:
                    out.write(pem.read())

    def wait_ready(self, web, port):
        awaited = [(web, 443), (web, port)]
        for domain in DOMAINS:
            if domain.engine in dovecot.ENGINES:
                awaited += [(domain.address, 143), (domain.address, 587)]
        end = time.monotonic() + START_SECONDS
        while awaited:
            for name, child in self.children.items():
                if child.poll() is not None:
                    raise RuntimeError(f"{name} ended: {self.log_of(name)}")
            if time.monotonic() > end:
                raise RuntimeError(f"nobody listens on {awaited[0]}")
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex(awaited[0]) == 0:
                    awaited.pop(0)
                    continue
            time.sleep(0.01)
        self.warm_up(end)

    def warm_up(self, end):
        """Postfix answers its first ClientHello only when its tlsmgr has
        begun, which takes seconds on a busy machine."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        for domain in DOMAINS:
            if domain.engine not in dovecot.ENGINES:
                continue
            left = max(1, end + START_SECONDS - time.monotonic())
            with socket.create_connection((domain.address, 465), left) as s:
                try:
                    with context.wrap_socket(s) as tls:
                        tls.recv(512)
                except (ssl.SSLError, ConnectionError):
                    continue  # broken on purpose
            return

    def log_of(self, name):
        text = ""
        for path in (f"{self.root}/{name}.out", f"{self.root}/{name}/log"):
            if os.path.exists(path):
                with open(path, encoding="utf-8", errors="replace") as log:
                    text += log.read()[-2000:]
        return text

    def describe(self, net, web, port):
        about = {
            "pid": os.getpid(),
            "network": net,
            "resolver": f"{web}@{port}",
            "ca_file": f"{self.root}/ca.pem",
            "trust_anchor": f"{self.root}/nsd/anchors",
            "domain": GOOD,
            "address": f"anna@{GOOD}",
            "password": PASSWORD,
            "password_file": f"{self.root}/password",
            "other_password": OTHER_PASSWORD,
            "web": web,
            "addresses": {d.name: d.address for d in DOMAINS},
            "servers": {n: c.pid for n, c in self.children.items()},
        }
        with open(f"{self.root}/password", "w", encoding="utf-8") as out:
            os.fchmod(out.fileno(), 0o600)
            out.write(PASSWORD + "\n")
        with open(f"{self.root}/hosts", "w", encoding="ascii") as out:
            out.write("127.0.0.1 localhost\n::1 localhost\n")
            for domain in DOMAINS:
                for host in domain.host_names():
                    out.write(f"{domain.address} {host}\n")
        with open(f"{self.root}/provider.json.new", "w",
                  encoding="utf-8") as out:
            json.dump(about, out, indent=1)
        os.rename(f"{self.root}/provider.json.new",
                  f"{self.root}/provider.json")

    def stop(self):
        for child in self.children.values():
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        end = time.monotonic() + STOP_SECONDS
        grace = time.monotonic() + GRACE_SECONDS
        for child in self.children.values():
            try:
                child.wait(max(0.01, grace - time.monotonic()))
            except subprocess.TimeoutExpired:
                # Dovecot waits five seconds for a child that has just begun.
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        self.children.clear()
        for one in self.sockets:
            one.close()
        os.close(self.guard)
        reap_orphans(end)


def my_children():
    """Process ids whose parent is this process."""
    found = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open(f"/proc/{entry}/stat", encoding="utf-8",
                      errors="replace") as stat:
                fields = stat.read().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            found.append(int(entry))
    return found


def reap_orphans(end):
    """Ends what the servers left behind: as their subreaper it is ours."""
    asked = set()
    while True:
        try:
            while os.waitpid(-1, os.WNOHANG)[0] != 0:
                pass
        except ChildProcessError:
            return
        late = time.monotonic() > end
        for pid in my_children():
            if late or pid not in asked:
                asked.add(pid)
                try:
                    os.kill(pid, signal.SIGKILL if late else signal.SIGTERM)
                except ProcessLookupError:
                    pass
        time.sleep(0.01)


def run(root, until):
    """Runs the servers until a signal comes or one of until is readable."""
    os.umask(0o022)
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    os.makedirs(root, exist_ok=True)
    os.chmod(root, 0o755)
    adopt_orphans()
    awake, alarm = os.pipe()
    os.set_blocking(alarm, False)
    signal.set_wakeup_fd(alarm)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: None)
    supervisor = Supervisor(root)
    try:
        supervisor.start()
        print("ready", flush=True)
        select.select([awake] + until, [], [], LIFETIME)
    finally:
        supervisor.stop()


class Provider:
    """The provider as a Python object, in a temporary directory."""

    def __init__(self):
        self.root = tempfile.mkdtemp(prefix="lotse-")
        self.process = subprocess.Popen(
            [sys.executable, os.path.abspath(__file__), "run", self.root],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            start_new_session=True)
        if self.process.stdout.readline() != b"ready\n":
            self.stop()
            raise RuntimeError("the servers did not start, see above")
        with open(f"{self.root}/provider.json", encoding="utf-8") as text:
            self.about = json.load(text)

    def __getattr__(self, name):
        try:
            return self.__dict__["about"][name]
        except KeyError:
            raise AttributeError(name) from None

    def log(self, name):
        """What a server wrote so far: dovecot-main, postfix, nginx..."""
        path = f"{self.root}/{name}/log"
        if name == "nginx":
            path = f"{self.root}/nginx/access.log"
        elif name == "autodiscover":
            path = f"{self.root}/nginx/autodiscover.log"
        try:
            with open(path, encoding="utf-8", errors="replace") as log:
                return log.read()
        except FileNotFoundError:       # Postfix begins it when it must
            return ""

    def stop(self):
        self.process.stdin.close()
        try:
            self.process.wait(STOP_SECONDS + 5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        shutil.rmtree(self.root, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def start(root):
    os.makedirs(root, exist_ok=True)
    with open(f"{root}/supervisor.log", "wb") as log:
        process = subprocess.Popen(
            [sys.executable, os.path.abspath(__file__), "serve", root],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log,
            start_new_session=True)
    try:
        if process.stdout.readline() == b"ready\n":
            return 0
    except KeyboardInterrupt:
        process.terminate()
    process.wait()
    with open(f"{root}/supervisor.log", encoding="utf-8") as log:
        sys.stderr.write(log.read())
    return 1


def stop(root):
    try:
        with open(f"{root}/provider.json", encoding="utf-8") as text:
            pid = json.load(text)["pid"]
        with open(f"/proc/{pid}/cmdline", "rb") as cmdline:
            if root.encode() not in cmdline.read():
                return 0
        os.kill(pid, signal.SIGTERM)
        for _ in range((STOP_SECONDS + 5) * 50):
            os.kill(pid, 0)
            time.sleep(0.02)
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return 1


def main(argv):
    if len(argv) != 3 or argv[1] not in ("start", "stop", "run", "serve"):
        sys.stderr.write(__doc__)
        return 2
    reason = why_not()
    if reason is not None and argv[1] != "stop":
        print(f"provider.py: {reason}", file=sys.stderr)
        return 1
    root = os.path.abspath(argv[2])
    if argv[1] in ("run", "serve"):
        run(root, [sys.stdin] if argv[1] == "run" else [])
        return 0
    return start(root) if argv[1] == "start" else stop(root)


if __name__ == "__main__":
    sys.exit(main(sys.argv))
