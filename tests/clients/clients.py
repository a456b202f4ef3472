"""What the tests with real clients share: TAP, profiles, TLS on loopback."""

import base64
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
POSTLOTSE = os.path.abspath(
    os.environ.get("POSTLOTSE", os.path.join(ROOT, "build", "postlotse")))
sys.path.insert(0, os.path.join(ROOT, "tests", "server"))

import printed                                          # noqa: E402

printed.watch(POSTLOTSE)
SECRET = "se\"c #r\\et;x%y$z'ü"
ODD_USER = "DOM\\jane o'\"doe\"; #1 $b `id` ü"


class Tap:
    def __init__(self):
        self.count = 0
        self.failed = 0

    def ok(self, good, name, detail=""):
        self.count += 1
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.count} - {name}",
              flush=True)
        if not good:
            for line in str(detail).splitlines():
                print(f"#   {line}")

    def same(self, got, want, name):
        self.ok(got == want, name, f"got  {got!r}\nwant {want!r}")

    def done(self):
        print(f"1..{self.count}")
        sys.exit(1 if self.failed else 0)


def need(*programs):
    """Without the client there is nothing to prove: said aloud."""
    for program in programs:
        if shutil.which(program) is None:
            print(f"1..0 # SKIP {program} is not installed; "
                  "see tests/install-deps.sh")
            sys.exit(0)


def valid(grammar, path, command=("xmllint", "--noout", "--nonet",
                                  "--relaxng")):
    """What a validator says of the file; 0 is its status for yes."""
    return subprocess.run(
        [*command, os.path.join(HERE, grammar), path], text=True, timeout=60,
        check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT)


def check_grammar(tap, scratch, path, grammar, slips):
    """The file is valid, and with each of the slips it is not.

    slips: (text, in its place)"""
    name = grammar.removesuffix(".rng")
    process = valid(grammar, path)
    tap.ok(process.returncode == 0, f"{name}: valid", process.stdout)
    with open(path, encoding="utf-8") as f:
        good = f.read()
    slip = os.path.join(scratch, "slip.xml")
    for old, new in slips:
        bad = good.replace(old, new, 1)
        with open(slip, "w", encoding="utf-8") as f:
            f.write(bad)
        tap.ok(bad != good and valid(grammar, slip).returncode != 0,
               f"{name}: {new or 'without ' + old} is invalid")


def service(protocol, port, security="tls", user="jane@example.org",
            auth="password"):
    return {protocol: {"host": "localhost", "port": port,
                       "security": security, "username": user, "auth": auth}}


def profile(scratch, name, settings, fmt, *options, password=None,
            address="jane@example.org"):
    """Writes one profile; returns its path."""
    document = {"schema": "postlotse-settings/1", "provider": "Example",
                "settings": settings}
    path = os.path.join(scratch, name + ".json")
    with open(path, "w", encoding="utf-8") as f:
        json.dump(document, f)
    folder = os.path.join(scratch, name)
    command = [POSTLOTSE, "profile", address, "--for", fmt, "--out", folder,
               "--settings", path, "--lang", "en", *options]
    if password is not None:
        with open(path + ".password", "w", encoding="utf-8") as f:
            f.write(password + "\n")
        command += ["--with-password", "--password-file", path + ".password"]
    subprocess.run(command, check=True, timeout=60, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return os.path.join(folder, os.listdir(folder)[0])


def certificate(scratch):
    """A certificate for localhost and its key in one file."""
    path = os.path.join(scratch, "localhost.pem")
    key = os.path.join(scratch, "localhost.key")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", path,
         "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
        check=True, timeout=60, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)
    return path, key


def keyring(scratch, password):
    """A secret-tool that notes its arguments and prints the password."""
    folder = os.path.join(scratch, "bin")
    os.makedirs(folder, exist_ok=True)
    noted = os.path.join(scratch, "secret-tool.json")
    tool = os.path.join(folder, "secret-tool")
    with open(tool, "w", encoding="utf-8") as f:
        f.write(f"#!{sys.executable}\nimport json, sys\n"
                f"json.dump(sys.argv[1:], open({noted!r}, 'w'))\n"
                f"print({password!r})\n")
    os.chmod(tool, 0o755)
    return folder, noted


class Server:
    """Serves one client after the other on a loopback port, with TLS.

    talk() of a subclass runs in a thread, with the connection in self.file,
    and puts what it learns into self.seen.
    """

    def __init__(self, certificate_and_key, starttls=False):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(*certificate_and_key)
        self.starttls = starttls
        self.seen = {}
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.settimeout(30)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        for _ in range(4):
            try:
                connection, _ = self.listener.accept()
                connection.settimeout(20)
                if not self.starttls:
                    connection = self.context.wrap_socket(
                        connection, server_side=True)
                self.connection = connection
                self.secure = not self.starttls
                self.file = connection.makefile("rwb", buffering=0)
                self.talk()
                self.file.close()
                self.connection.close()
            except (OSError, ssl.SSLError) as error:
                self.seen.setdefault("errors", []).append(str(error))

    def upgrade(self):
        self.connection = self.context.wrap_socket(
            self.connection, server_side=True)
        self.file = self.connection.makefile("rwb", buffering=0)
        self.seen["starttls"] = self.secure = True

    def line(self):
        data = self.file.readline(8192)
        return data.rstrip(b"\r\n").decode("utf-8", "replace")

    def say(self, text):
        self.file.write(text.encode() + b"\r\n")

    def plain(self, word):
        """The initial response of PLAIN: notes user and password."""
        _, user, password = base64.b64decode(word).decode().split("\0")
        self.seen["user"] = user
        self.seen["password"] = password

    def close(self):
        self.listener.close()


def words(text):
    """Atoms and quoted strings of an IMAP command (RFC 3501 section 9)."""
    found = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', text)
    return [re.sub(r"\\(.)", r"\1", quoted) or atom
            for quoted, atom in found]


class Imap(Server):
    def talk(self):
        self.say("* OK ready")
        for _ in range(20):
            line = self.line()
            if not line:
                return
            tag, _, rest = line.partition(" ")
            if not self.command(tag, rest):
                return

    def command(self, tag, rest):
        name = rest.split(" ")[0].upper()
        if name == "CAPABILITY":
            more = " AUTH=PLAIN" if self.secure else " STARTTLS"
            self.say("* CAPABILITY IMAP4rev1" + more)
        elif name == "STARTTLS":
            self.say(f"{tag} OK begin")
            self.upgrade()
            return True
        elif name == "LOGIN":
            _, self.seen["user"], self.seen["password"] = words(rest)
        elif name == "AUTHENTICATE":
            self.say("+ ")
            self.plain(self.line())
        elif name == "LIST":
            self.say('* LIST () "/" "INBOX"')
            self.say('* LIST () "/" "Sent"')
        elif name == "LOGOUT":
            self.say("* BYE bye")
        self.say(f"{tag} OK done")
        return name != "LOGOUT"


class Smtp(Server):
    def talk(self):
        self.say("220 localhost ready")
        for _ in range(30):
            line = self.line()
            if not line:
                return
            name = line.split(" ")[0].upper()
            if name == "EHLO":
                self.say("250-localhost")
                self.say("250 AUTH PLAIN" if self.secure else "250 STARTTLS")
            elif name == "STARTTLS":
                self.say("220 go ahead")
                self.upgrade()
            elif name == "AUTH":
                if line.count(" ") == 1:
                    self.say("334 ")
                self.plain(line.split(" ")[-1] if line.count(" ") > 1
                           else self.line())
                self.say("235 welcome")
            elif name == "MAIL":
                self.seen["from"] = re.search("<(.*)>", line).group(1)
                self.say("250 fine")
            elif name == "DATA":
                self.say("354 go on")
                for _ in range(100):
                    if self.line() == ".":
                        break
                self.say("250 taken")
            elif name == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")
