"""Runs the real Thunderbird without a screen and talks to it.

Marionette is Thunderbird's own interface for tests: JSON over a loopback
port that Thunderbird chooses.  Scripts run with all rights of the program.
"""

import json
import os
import shutil
import socket
import subprocess
import time

import realclients

# Of Debian's package.
ISP = "/usr/lib/thunderbird/isp"
START_SECONDS = 60
SCRIPT_SECONDS = 45

# Beside user.js, which stays as it was written: nothing is fetched by itself
# and nothing outside is asked for.
PREFS = {
    "marionette.port": 0,
    "app.update.auto": False,
    "app.update.enabled": False,
    "app.donation.eoy.version.viewed": 999,
    "app.normandy.enabled": False,
    "browser.search.update": False,
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.update.enabled": False,
    "extensions.blocklist.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.systemAddon.update.enabled": False,
    "mail.shell.checkDefaultClient": False,
    "mail.spotlight.firstRunDone": True,
    "mailnews.start_page.enabled": False,
    "mail.rights.version": 1,
    "mail.winsearch.firstRunDone": True,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    # Whatever else wants the web meets a closed door on loopback.
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.no_proxies_on": "",
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.type": 1,
    "network.trr.mode": 5,
    "services.settings.server": "data:,",
    "toolkit.telemetry.enabled": False,
}


class Thunderbird:
    """A running Thunderbird with a profile of its own; use it with `with`.

    user_js is put into the profile as it is; passwords is a folder of
    remember(); isp is a folder with files of autoconfig, which Thunderbird
    finds where its installation may have some.
    """

    def __init__(self, world, user_js=None, passwords=None, prefs=None,
                 isp=None):
        self.world, self.isp = world, isp
        self.home = world.folder("thunderbird")
        self.folder = os.path.join(self.home, "profile")
        os.mkdir(self.folder)
        if passwords is None:
            self.trust()
        else:
            for name in ("cert9.db", "key4.db", "logins.json", "pkcs11.txt"):
                shutil.copy(os.path.join(passwords, name), self.folder)
        with open(f"{self.folder}/prefs.js", "w", encoding="utf-8") as out:
            for name, value in {**PREFS, **(prefs or {})}.items():
                out.write(f"user_pref({json.dumps(name)}, "
                          f"{json.dumps(value)});\n")
        if user_js is not None:
            with open(user_js, "rb") as text, \
                    open(f"{self.folder}/user.js", "wb") as out:
                out.write(text.read())
        self.socket = self.process = None
        self.count, self.rest = 0, b""

    def trust(self):
        """NSS has an own store of authorities."""
        for i, pem in enumerate(self.world.authorities()):
            subprocess.run(
                ["certutil", "-A", "-d", f"sql:{self.folder}", "-n",
                 f"lotse-{i}", "-t", "C,,"], input=pem, text=True,
                timeout=30, check=True, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL)

    def command_line(self):
        argv = ["thunderbird", "--headless", "--no-remote", "--marionette",
                "--remote-allow-system-access", "--profile", self.folder]
        if self.isp is None:
            return argv
        return ["sh", "-c", 'mount --bind "$1" "$2" && shift 2 && exec "$@"',
                "sh", self.isp, ISP, *argv]

    def __enter__(self):
        log = open(f"{self.home}/log", "ab")
        with log:
            self.process = self.world.start(
                self.command_line(), self.home, {"MOZ_HEADLESS": "1", "MOZ_CRASHREPORTER_DISABLE":
                            "1", "XDG_RUNTIME_DIR": self.home},
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            self.connect()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.socket is not None:
            self.socket.close()
        realclients.stop(self.process)

    def port(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"Thunderbird ended: {self.log()}")
        try:
            with open(f"{self.folder}/MarionetteActivePort",
                      encoding="ascii") as text:
                return int(text.read() or 0)
        except FileNotFoundError:
            return 0

    def log(self):
        with open(f"{self.home}/log", encoding="utf-8",
                  errors="replace") as text:
            return text.read()[-3000:]

    def connect(self):
        port = realclients.wait(self.port, START_SECONDS)
        if not port:
            raise RuntimeError(f"Thunderbird did not start: {self.log()}")
        self.socket = socket.create_connection(("127.0.0.1", port),
                                               START_SECONDS)
        self.receive()
        self.command("WebDriver:NewSession", {
            "capabilities": {"alwaysMatch": {
                "unhandledPromptBehavior": "ignore"}}})
        self.command("Marionette:SetContext", {"value": "chrome"})
        self.command("WebDriver:SetTimeouts",
                     {"script": SCRIPT_SECONDS * 1000})

    def receive(self):
        """One message: its length, a colon, JSON."""
        end = time.monotonic() + START_SECONDS
        while True:
            head, colon, tail = self.rest.partition(b":")
            if colon and len(tail) >= int(head):
                self.rest = tail[int(head):]
                return json.loads(tail[:int(head)])
            self.socket.settimeout(max(0.1, end - time.monotonic()))
            data = self.socket.recv(65536)
            if not data:
                raise RuntimeError(f"Thunderbird is gone: {self.log()}")
            self.rest += data

    def command(self, name, parameters):
        self.count += 1
        text = json.dumps([0, self.count, name, parameters]).encode()
        self.socket.sendall(b"%d:%s" % (len(text), text))
        kind, number, error, value = self.receive()
        assert kind == 1 and number == self.count
        if error is not None:
            raise RuntimeError(f"{error['error']}: {error['message']}\n"
                               f"{error.get('stacktrace', '')[:500]}")
        return value

    def run(self, script, *arguments):
        """Runs an asynchronous function body; returns its JSON value."""
        body = ("const [args, done] = [Array.from(arguments).slice(0, -1), "
                "arguments[arguments.length - 1]];\n"
                "const run = async (...args) => {" + script + "};\n"
                "run(...args).then(v => done([true, v === undefined ? null "
                ": v]), e => done([false, String(e) + '\\n' + e.stack]));")
        good, value = self.command("WebDriver:ExecuteAsyncScript", {
            "script": body, "args": list(arguments), "newSandbox": True,
        })["value"]
        if not good:
            raise RuntimeError(f"in Thunderbird: {value}")
        return value


REMEMBER = """
for (const [scheme, host, user, password] of args) {
  const login = Cc["@mozilla.org/login-manager/loginInfo;1"]
    .createInstance(Ci.nsILoginInfo);
  const uri = `${scheme}://${host}`;
  login.init(uri, null, uri, user, password, "", "");
  await Services.logins.addLoginAsync(login);
}
"""


def remember(program, boxes):
    """Makes it keep the passwords of mailboxes, as if a user had typed them
    in; returns the folder of the profile, for others to copy from."""
    logins = []
    for box in boxes:
        for scheme, label in (("imap", "imap"), ("mailbox", "pop"),
                              ("smtp", "smtp")):
            logins.append([scheme, f"{label}.{box.domain.name}", box.user,
                           box.password])
    program.run(REMEMBER, *logins)
    path = os.path.join(program.folder, "logins.json")
    if not realclients.wait(lambda: count_logins(path) == len(logins)):
        raise RuntimeError("Thunderbird did not keep the passwords")
    return program.folder


def count_logins(path):
    try:
        with open(path, encoding="utf-8") as text:
            return len(json.load(text)["logins"])
    except (FileNotFoundError, ValueError):
        return 0
