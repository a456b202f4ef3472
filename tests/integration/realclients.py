"""Real mail programs against the real servers of the test provider.

	world = realclients.begin("mpop")	# skips loudly without root, mpop
	for variant in realclients.variants("pop3"):
		box = world.box()
		box.deliver("Moin")
		path = world.profile(box, variant, "mpop", "--with-password")
		run = world.client(["mpop", "-C", path])
		world.result("mpop", variant, "fetched", run.status == 0, run)
	world.end()

A program runs in a mount and process namespace of its own (client, terminal
and desktop below).  There

- /etc/hosts names the servers of the provider and localhost only;
- /etc/ssl/certs holds the authorities of the provider only, as the bundle
  ca-certificates.crt and as hashed files: for OpenSSL, GnuTLS, Python, Perl
  and Go they are what the system trusts, so that profiles run as they were
  written.  Programs on NSS (Thunderbird, Chromium) have an own store: give
  them the certificates of world.authorities();
- the home is a fresh folder, and secret-tool knows the password of every
  mailbox by its user name (world.asked() tells who asked for what);
- nothing survives the end of its first process, which has a time limit.
"""

import datetime
import email
import email.policy
import email.utils
import fcntl
import itertools
import json
import os
import pwd
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from dataclasses import dataclass

import harness
from harness import servers

SECURITIES = ("tls", "starttls")
PORTS = {("imap", "tls"): 993, ("imap", "starttls"): 143,
         ("pop3", "tls"): 995, ("pop3", "starttls"): 110,
         ("smtp", "tls"): 465, ("smtp", "starttls"): 587}
# Domain, how it is reached, what is wrong with it.
TRAPS = (("plain.test", "starttls", "no STARTTLS, login without"),
         ("wrongname.test", "tls", "certificate of another name"),
         ("wrongname.test", "starttls", "certificate of another name"),
         ("unknownroot.test", "tls", "unknown authority"),
         ("unknownroot.test", "starttls", "unknown authority"))
LABELS = {"imap": "imap", "pop3": "pop", "smtp": "smtp"}
PATIENCE = 20
DAY = 24 * 60 * 60

SECRET_TOOL = """#!/bin/sh
{{ printf '%s\\n' "$@"; echo; }} >>{asked}
[ "$1" = lookup ] || exit 1
shift
while [ $# -ge 2 ]; do
	[ "$1" != user ] || user=$2
	shift 2
done
exec cat "{passwords}/$user"
"""

IN_NAMESPACE = """
mount --bind "$1/hosts" /etc/hosts && mount --bind "$1/certs" /etc/ssl/certs &&
shift && exec "$@"
"""


@dataclass(frozen=True)
class Variant:
    """One way to reach a service; str() is its name in the tests."""

    protocol: str
    security: str

    def __str__(self):
        return f"{self.protocol} {self.security}"


def variants(*protocols, securities=SECURITIES):
    """Every protocol with TLS from the start, and with STARTTLS."""
    return [Variant(p, s) for p, s in
            itertools.product(protocols, securities)]


def wait(condition, seconds=PATIENCE):
    """Looks until condition() is true; returns what it said last."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found or time.monotonic() > end:
            return found
        time.sleep(0.05)


class Message:
    """A message in a Maildir, as it is there."""

    def __init__(self, path):
        self.path = path
        with open(path, "rb") as text:
            self.raw = text.read()
        self.mail = email.message_from_bytes(
            self.raw, policy=email.policy.default)
        self.subject = str(self.mail["Subject"])
        self.flags = path.rpartition(":2,")[2] if ":2," in path else ""

    def text(self):
        part = self.mail.get_body(("plain",))
        return part.get_content() if part is not None else ""


def read_maildir(path):
    """What lies in new and cur of a Maildir, oldest name first."""
    found = []
    for place in ("new", "cur"):
        try:
            names = sorted(os.listdir(f"{path}/{place}"))
        except FileNotFoundError:
            continue
        for name in names:
            try:
                found.append(Message(f"{path}/{place}/{name}"))
            except FileNotFoundError:   # moved on or gone meanwhile
                pass
    return found


def read_mbox(path):
    """The messages of an mbox file, as parsed mail."""
    import mailbox                      # pylint: disable=C0415
    return list(mailbox.mbox(path, create=False))


class Box:
    """A mailbox of the provider: what is on the server, seen from there."""

    def __init__(self, world, domain, local, password):
        self.world, self.domain, self.local = world, domain, local
        self.password = password
        self.address = f"{local}@{domain.name}"
        self.user = domain.login(local)
        self.home = f"{world.provider.root}/mail/{domain.name}/{local}"
        self.count = 0

    def maildir(self, folder=None):
        path = f"{self.home}/Maildir"
        return path if folder is None else f"{path}/.{folder}"

    def deliver(self, subject, age_days=0, text="Moin.\n", folder=None):
        """Puts a message there that came age_days ago."""
        owner = pwd.getpwnam("nobody")
        when = time.time() - age_days * DAY
        mail = email.message.EmailMessage()
        mail["From"] = "Kai Lotse <kai@hafen.test>"
        mail["To"] = self.address
        mail["Subject"] = subject
        mail["Date"] = email.utils.format_datetime(
            datetime.datetime.fromtimestamp(when, datetime.timezone.utc))
        mail["Message-ID"] = email.utils.make_msgid(domain="hafen.test")
        mail.set_content(text)
        folder_path = self.maildir(folder)
        for part in ("", "/tmp", "/new", "/cur"):
            if not os.path.isdir(folder_path + part):
                os.mkdir(folder_path + part, mode=0o700)
                os.chown(folder_path + part, owner.pw_uid, owner.pw_gid)
        self.count += 1
        name = f"{int(when)}.M{self.count}P{os.getpid()}.test"
        path = f"{folder_path}/tmp/{name}"
        with open(path, "wb") as out:
            out.write(mail.as_bytes())
        os.chown(path, owner.pw_uid, owner.pw_gid)
        os.utime(path, (when, when))
        os.rename(path, f"{folder_path}/new/{name}")

    def messages(self, folder=None):
        return read_maildir(self.maildir(folder))

    def subjects(self, folder=None):
        return sorted(m.subject for m in self.messages(folder))

    def sent(self, subject, folder=None, seconds=PATIENCE):
        """Waits for a message with this subject that came by SMTP (or was
        filed into the folder by IMAP); returns it, or None."""
        return wait(lambda: next(
            (m for m in self.messages(folder) if m.subject == subject),
            None), seconds)

    def gone(self, subject, seconds=PATIENCE):
        """Waits until no message with this subject is there."""
        return wait(lambda: subject not in self.subjects(), seconds)

    def logins(self):
        """Successful logins so far: (protocol, mechanism), in order for
        each server."""
        found = []
        user = re.escape(self.user)
        for line in self.world.dovecot_log(self.domain).splitlines():
            match = re.search(
                rf"(imap|pop3)-login: Info: Login: user=<{user}>, "
                r"method=([\w-]+)", line)
            if match:
                found.append(match.groups())
        for line in self.world.provider.log("postfix").splitlines():
            match = re.search(rf"sasl_method=([\w-]+), sasl_username={user}"
                              r"(?:,|$)", line)
            if match:
                found.append(("smtp", match.group(1)))
        return found

    def calls(self, variant):
        """One truth value for each connection that has ended: did it try
        to log in, by whatever name?"""
        if variant.protocol == "smtp":
            port = PORTS[variant.protocol, variant.security]
            ends = re.findall(
                rf"postfix/{re.escape(self.domain.name)}-{port}/smtpd\S* "
                r"(disconnect from .*)", self.world.provider.log("postfix"))
            return [" auth=" in end for end in ends]
        address = self.world.provider.addresses[self.domain.name]
        ends = re.findall(
            rf"{variant.protocol}-login: Info: (\S+: .*lip="
            rf"{re.escape(address)},.*)",
            self.world.dovecot_log(self.domain))
        # Who is gone before that looked whether Dovecot has started.
        return ["no auth attempts" not in end for end in ends
                if "before auth was ready" not in end]

    def settings(self, security, *protocols):
        """The part "settings" of a settings document."""
        return {p: {"host": f"{LABELS[p]}.{self.domain.name}",
                    "port": PORTS[p, security], "security": security,
                    "username": self.user, "auth": "password"}
                for p in protocols}


class Run:
    """How a program ended and what it said."""

    def __init__(self, command, status, out, err, seconds):
        self.command, self.status, self.seconds = command, status, seconds
        self.out, self.err = out, err

    def __str__(self):
        return (f"{' '.join(map(str, self.command))}\nexit {self.status} "
                f"after {self.seconds:.1f} s\n{self.out[-3000:]}\n"
                f"stderr: {self.err[-3000:]}")


class World(harness.Bench):
    """A test file with the provider running and clients to be run."""

    def __init__(self):
        super().__init__()
        self.start_provider()
        self.passwords.add(servers.BOX_PASSWORD)
        self.free = {}
        self.numbers = itertools.count(1)
        self.prepare()

    def prepare(self):
        tools, outside = self.path("tools"), self.path("outside")
        os.mkdir(tools)
        os.makedirs(f"{outside}/certs")
        shutil.copy(f"{self.provider.root}/hosts", outside)
        shutil.copy(self.provider.ca_file,
                    f"{outside}/certs/ca-certificates.crt")
        for i, text in enumerate(self.authorities()):
            with open(f"{outside}/certs/lotse-{i}.pem", "w",
                      encoding="ascii") as out:
                out.write(text)
        self.rehash()
        self.prepare_keyring(tools)

    def prepare_keyring(self, tools):
        passwords = self.path("passwords")
        os.mkdir(passwords)
        for domain, local, password in servers.all_users():
            path = f"{passwords}/{domain.login(local)}"
            with open(path, "w", encoding="utf-8") as out:
                out.write(password)
            os.chmod(path, 0o644)
        with open(f"{tools}/secret-tool", "w", encoding="utf-8") as out:
            out.write(SECRET_TOOL.format(asked=self.path("asked"),
                                         passwords=passwords))
        with open(self.path("asked"), "wb") as out:
            os.fchmod(out.fileno(), 0o666)
        # For programs that run as another user.
        outside = self.path("outside")
        for path in (tools, f"{tools}/secret-tool", passwords, outside,
                     f"{outside}/certs"):
            os.chmod(path, 0o755)

    def trust(self, path):
        """Makes clients trust one more authority, from a PEM file."""
        folder = self.path("outside/certs")
        with open(path, encoding="ascii") as text:
            pem = re.search("-----BEGIN CERT.*?-----END [A-Z ]+-----\n",
                            text.read(), re.S).group(0)
        name = f"lotse-more-{next(self.numbers)}.pem"
        with open(f"{folder}/{name}", "w", encoding="ascii") as out:
            out.write(pem)
        with open(f"{folder}/ca-certificates.crt", "a",
                  encoding="ascii") as out:
            out.write(pem)
        self.rehash()

    def rehash(self):
        subprocess.run(["openssl", "rehash", self.path("outside/certs")],
                       stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, timeout=30, check=True)

    def authorities(self):
        """The provider's authorities, each certificate as PEM text."""
        with open(self.provider.ca_file, encoding="ascii") as text:
            return re.findall("-----BEGIN.*?-----END [A-Z ]+-----\n",
                              text.read(), re.S)

    def asked(self):
        """The arguments of every call of secret-tool."""
        with open(self.path("asked"), encoding="utf-8") as text:
            return [call.split("\n")
                    for call in text.read().split("\n\n") if call]

    def dovecot_log(self, domain):
        return self.provider.log(f"dovecot-{domain.engine}")

    def box(self, domain=servers.GOOD, ascii_only=False):
        """A mailbox nobody has used; there are 24, and 8 of ASCII."""
        kind, count, password = servers.BOXES[1 if ascii_only else 0]
        number = self.free[kind, domain] = \
            self.free.get((kind, domain), 0) + 1
        assert number <= count, "no mailbox is left"
        found = next(d for d in servers.DOMAINS if d.name == domain)
        return Box(self, found, f"{kind}{number}", password)

    def traps(self, *protocols, securities=SECURITIES):
        """Servers that no password may go to: (mailbox, variant, why)."""
        for protocol in protocols:
            for domain, security, why in TRAPS:
                if security in securities:
                    found = next(d for d in servers.DOMAINS
                                 if d.name == domain)
                    yield (Box(self, found, "anna", servers.PASSWORD),
                           Variant(protocol, security), why)

    def trapped(self, fmt, box, variant, why, run):
        """Calls run(), which tries to log in with a profile, and sees that
        it came to the server and that no password got there."""
        before, calls = len(box.logins()), len(box.calls(variant))
        said = run()
        wait(lambda: len(box.calls(variant)) > calls)
        new = box.calls(variant)[calls:]
        self.tap.ok(new, f"{fmt}, {variant}: came to the trap", said)
        return self.result(fmt, variant, f"not fooled: {why}",
                           new and not any(new) and
                           len(box.logins()) == before, said)

    def folder(self, name="home"):
        """A new folder in the scratch folder."""
        path = self.path(f"{name}-{next(self.numbers)}")
        os.mkdir(path)
        return path

    def profile(self, box, variant, fmt, *options, protocols=None,
                name="Jane Doe", settings=None):
        """Writes one profile as a user would; returns its path, or that of
        the folder when the format has several files.

        protocols: what the settings hold, by default the variant's and smtp.
        --with-password and --password-command work as for users.
        """
        out = self.path(f"profile-{next(self.numbers)}")
        run = self.try_profile(box, variant, fmt, *options, out=out,
                               protocols=protocols, name=name,
                               settings=settings)
        if run.status != 0:
            raise RuntimeError(f"no profile: {run}")
        names = os.listdir(out)
        return os.path.join(out, names[0]) if len(names) == 1 else out

    def try_profile(self, box, variant, fmt, *options, out=None,
                    protocols=None, name="Jane Doe", settings=None):
        """The same, which may fail; returns the Result of the program."""
        protocols = protocols or {variant.protocol: 1, "smtp": 1}
        document = {
            "schema": "postlotse-settings/1", "provider": "Post vom Hafen",
            "name": name,
            "settings": settings or box.settings(variant.security,
                                                 *protocols)}
        path = self.path(f"settings-{next(self.numbers)}.json")
        with open(path, "w", encoding="utf-8") as text:
            json.dump(document, text)
        more = ["--out", out] if out is not None else []
        secret = box.password if "--with-password" in options else None
        return self.run("profile", box.address, "--settings", path, "--for",
                        fmt, "--lang", "en", *more, *options,
                        password=secret, servers_too=False)

    def result(self, fmt, variant, what, good, detail=""):
        """A test result, which also goes into $POSTLOTSE_MATRIX.

        what: fetched, sent, deleted-at-once, kept, deleted-after,
        sent-filed, refused ...
        """
        self.tap.ok(good, f"{fmt}, {variant}: {what}", detail)
        path = os.environ.get("POSTLOTSE_MATRIX")
        if path:
            with open(path, "a", encoding="utf-8") as out:
                fcntl.flock(out, fcntl.LOCK_EX)
                out.write(json.dumps({
                    "format": fmt, "protocol": variant.protocol,
                    "security": variant.security, "what": what,
                    "ok": bool(good)}) + "\n")
        return bool(good)

    def world_command(self, argv, user=None):
        """The command that runs argv in the provider's world.  The end of
        its process is the end of all that argv started."""
        become = []
        if user is not None:
            become = ["setpriv", f"--reuid={user}", "--clear-groups",
                      f"--regid={pwd.getpwnam(user).pw_gid}"]
        return ["unshare", "--mount", "--propagation", "private", "--pid",
                "--fork", "--kill-child", "--mount-proc", "sh", "-c",
                IN_NAMESPACE, "sh", self.path("outside"), *become, *argv]

    def world_environment(self, home, env):
        return {"PATH": f"{self.path('tools')}:{os.environ['PATH']}",
                "HOME": home, "LC_ALL": "C.UTF-8", "TZ": "UTC",
                **(env or {})}

    def start(self, argv, home, env=None, user=None, **more):
        """Starts a program; the caller ends it with stop()."""
        if user is not None:
            give(home, user)
        return subprocess.Popen(
            self.world_command(argv, user), cwd=home,
            start_new_session=True, env=self.world_environment(home, env),
            **more)

    def client(self, argv, home=None, timeout=PATIENCE, env=None,
               text="", user=None):
        """Runs a program with text on its standard input to its end.

        user: for programs that refuse root, with the home given to him."""
        home = home or self.folder()
        began = time.monotonic()
        process = self.start(argv, home, env, user, stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            out, err = process.communicate(text.encode(), timeout=timeout)
        except subprocess.TimeoutExpired:
            stop(process)
            out, err = process.communicate()
            self.slow.append(" ".join(map(str, argv)))
        return Run(argv, process.returncode, out.decode("utf-8", "replace"),
                   err.decode("utf-8", "replace"),
                   time.monotonic() - began)

    def terminal(self, argv, home=None, env=None, rows=24, columns=80):
        """Runs a program on a terminal; use it with `with`."""
        return Terminal(self, argv, home or self.folder(), env, rows,
                        columns)

    def desktop(self):
        """A screen and a session bus; use it with `with`."""
        return Desktop(self)


def give(folder, user):
    """Makes the user own a folder and all below it."""
    owner = pwd.getpwnam(user)
    for path, folders, files in os.walk(folder):
        for name in (".", *folders, *files):
            os.lchown(os.path.join(path, name), owner.pw_uid, owner.pw_gid)


def stop(process):
    """Ends a program of start() and all it started."""
    if process.poll() is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    process.wait(10)


# What moves the cursor, colours, sets titles and the like.
ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|"
    r"\x1b[()*+][0-9A-Za-z]|\x1b[ -/]*[0-~]|[\x00-\x08\x0e\x0f]")


class Terminal:
    """A program on a pseudo-terminal of fixed size.

    expect() waits for a pattern in what was printed since it last matched,
    with what moves the cursor and colours taken out; send() types.
    """

    def __init__(self, world, argv, home, env, rows, columns):
        self.argv = argv
        self.master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ,
                    struct.pack("HHHH", rows, columns, 0, 0))
        self.printed, self.seen, self.rest = "", 0, b""
        self.process = world.start(
            argv, home, {"TERM": "vt100", "LINES": str(rows),
                         "COLUMNS": str(columns), **(env or {})},
            stdin=slave, stdout=slave, stderr=slave,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(slave)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        stop(self.process)
        os.close(self.master)

    def read(self, seconds):
        """Takes what was printed; False when the program closed it."""
        if not select.select([self.master], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False
        # An escape sequence may be cut in two: its start waits.
        data = self.rest + data
        cut = data.rfind(b"\x1b", -16)
        cut = cut if cut != -1 and not re.search(
            rb"[A-Za-z]", data[cut:]) else len(data)
        self.rest = data[cut:]
        self.printed += ESCAPES.sub(
            "", data[:cut].decode("utf-8", "replace"))
        return bool(data)

    def expect(self, pattern, seconds=PATIENCE):
        """Returns the match, or None when it did not come."""
        end = time.monotonic() + seconds
        alive = True
        while True:
            match = re.compile(pattern).search(self.printed, self.seen)
            if match:
                self.seen = match.end()
                return match
            left = end - time.monotonic()
            if left <= 0 or not alive:
                return None
            alive = self.read(min(left, 1))

    def send(self, keys):
        os.write(self.master, keys.encode())

    def finish(self, seconds=PATIENCE):
        """Waits for its end; returns the status, None when it goes on."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if not self.read(0.1):
                break
            if self.process.poll() is not None:
                break
        try:
            return self.process.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            return None

    def __str__(self):
        return f"{' '.join(map(str, self.argv))}\n{self.printed[-3000:]}"


class Desktop:
    """An X display of its own; programs on it get a session bus each."""

    def __init__(self, world):
        self.world, self.display = world, None
        self.server, self.programs = None, []

    def __enter__(self):
        reader, writer = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writer), "-screen", "0",
             "1024x768x24", "-nolisten", "tcp", "-noreset"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, pass_fds=(writer,),
            start_new_session=True)
        os.close(writer)
        with os.fdopen(reader) as number:
            ready = select.select([number], [], [], PATIENCE)[0]
            text = number.readline().strip() if ready else ""
        if not text:
            self.__exit__()
            raise RuntimeError("Xvfb did not start")
        self.display = f":{text}"
        return self

    def __exit__(self, *_):
        for process in [*self.programs, self.server]:
            stop(process)

    def environment(self, home, env=None):
        """What a program on the screen needs, with its folders in home."""
        runtime = os.path.join(home, "run")
        os.makedirs(runtime, mode=0o700, exist_ok=True)
        return {"DISPLAY": self.display, "XDG_RUNTIME_DIR": runtime,
                "GDK_BACKEND": "x11", "GIO_USE_VFS": "local",
                "GSETTINGS_BACKEND": "memory", "NO_AT_BRIDGE": "1",
                "LIBGL_ALWAYS_SOFTWARE": "1", **(env or {})}

    def start(self, argv, home, env=None, log=None):
        """Starts a program with a session bus of its own; what it says goes
        to the file log.  It ends with the desktop, or by stop()."""
        with open(log or os.devnull, "ab") as out:
            process = self.world.start(
                ["dbus-run-session", "--", *argv], home,
                self.environment(home, env), stdin=subprocess.DEVNULL,
                stdout=out, stderr=out)
        self.programs.append(process)
        return process

    def client(self, argv, home=None, timeout=PATIENCE, env=None, text=""):
        """Runs a program with a session bus of its own to its end."""
        home = home or self.world.folder()
        return self.world.client(["dbus-run-session", "--", *argv], home,
                                 timeout, self.environment(home, env), text)


def why_not(programs):
    """Why real clients cannot run here, or None."""
    for program in programs:
        if shutil.which(program) is None:
            return f"{program} is not installed (tests/install-deps.sh)"
    try_out = subprocess.run(
        ["unshare", "--mount", "--pid", "--fork", "--kill-child",
         "--mount-proc", "true"], capture_output=True, timeout=30,
        check=False)
    return None if try_out.returncode == 0 else \
        "namespaces are not allowed here"


def begin(*programs):
    """A World with the provider running, or a loud skip."""
    if not os.access(harness.POSTLOTSE, os.X_OK):
        harness.skip_all(f"{harness.POSTLOTSE} is not there: run make first")
    reason = servers.why_not() or why_not(programs)
    if reason is not None:
        harness.skip_all(reason)
    return World()
