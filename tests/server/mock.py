"""A mail server that plays a script and writes down what the client does.

A script is a list of steps, one a line; lines that begin with a blank belong
to the step above them.

    S: text         sends lines; those of one step leave in one segment
    C: pattern      one line must come; * stands for anything, case is equal
    login: MECH     a whole login is due (see mocksasl.py), without verdict;
                    "any": whichever the client chooses
    tls: KIND       handshake with a certificate of ca.py; max=1.1, min=1.3
                    and ask=yes (client certificate), refuse=resumed (an
                    alert where a session is offered) may follow.  Or: alert N,
                    close, silence, garbage TEXT in answer to the ClientHello
    raw: bytes      sends bytes without a line end
    fill: N bytes   sends bytes N times, until the client has enough
    drip: T bytes   sends one byte every T seconds
    sleep: T        waits
    quiet: T        waits, and the client may say nothing meanwhile
    close:, reset:  ends the connection, politely or not
    on: pattern     from here on such a line may come at any time; the lines
                    below are its answer
    perhaps:        from here on the client may hang up
    next:           the script of the next connection; the last one stays

In texts \\r \\n \\t \\0 \\xHH \\uHHHH stand for what they do in C; {tag} is
the tag of the last IMAP command, {ok} and {no} begin a reply of the protocol,
{user} is the user name, {password}, {quoted} and
{base64} are what an echoing server gives back.  After the last step the
server falls silent.
"""

import os
import re
import select
import socket
import ssl
import threading
import time

import mocksasl
from mockwire import ClientGone, Wire

OK = {"imap": "{tag} OK", "pop3": "+OK", "smtp": "235 2.7.0"}
NO = {"imap": "{tag} NO", "pop3": "-ERR", "smtp": "535 5.7.8"}
GOODBYE = {
    "imap": (r"(\S+) LOGOUT", "* BYE bye\r\n{tag} OK bye\r\n"),
    "pop3": ("QUIT", "+OK\r\n"),
    "smtp": ("QUIT", "221 2.0.0\r\n"),
}
# What is asked about the mailbox, or the sender, after a login, unless a script says more.
LOOK = {
    "imap": (r"\S+ ((STATUS|LIST|GETQUOTAROOT|ID|EXAMINE) .*|NAMESPACE)",
             "{tag} OK\r\n"),
    "pop3": ("STAT|UIDL 1", "+OK 0 0\r\n"),
    "smtp": (r"(MAIL FROM|RCPT TO):<.*|RSET", "250 2.0.0 ok\r\n"),
}
VERSIONS = {"1.0": ssl.TLSVersion.TLSv1, "1.1": ssl.TLSVersion.TLSv1_1,
            "1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}
PATIENCE = 20 * int(os.environ.get("MOCK_PATIENCE", "1"))  # seconds
LINE_BYTES = 65536
ALERT = 0x15
VERBS = ("S", "C", "login", "tls", "raw", "fill", "drip", "sleep", "quiet", "close",
         "reset", "on", "perhaps", "next")


class HangUp(Exception):
    """The server has seen enough."""


class Step:
    def __init__(self, verb, text, number):
        self.verb, self.lines, self.number = verb, [text], number

    @property
    def text(self):
        return "\n".join(self.lines)

    def __str__(self):
        return f"line {self.number}, {self.verb}: {self.lines[0]}"


def parse(numbered_lines):
    """[(number, line)] -> one list of steps for each connection."""
    scripts = [[]]
    for number, line in numbered_lines:
        if not line.strip():
            continue
        if line[0] in " \t" and scripts[-1]:
            scripts[-1][-1].lines.append(line.strip())
            continue
        verb, colon, text = line.partition(":")
        if verb not in VERBS or not colon:
            raise ValueError(f"line {number}: no step: {line}")
        if verb == "next":
            scripts.append([])
        else:
            scripts[-1].append(Step(verb, text.strip(), number))
    return scripts


def unescape(text):
    """The bytes that a text of a script stands for."""
    def one(found):
        escape = found[1]
        if escape[0] in "xu":
            return chr(int(escape[1:], 16))
        return {"r": "\r", "n": "\n", "t": "\t", "0": "\0"}[escape]
    return re.sub(r"\\(x[0-9a-f]{2}|u[0-9a-f]{4}|[rnt0])", one, text).encode()


def whole_lines(lines):
    """Empty ones are places in a table of cases that nobody filled."""
    return "".join(line + "\r\n" for line in lines if line)


def matches(pattern, line):
    parts = (re.escape(part) for part in pattern.split("*"))
    return re.fullmatch(".*".join(parts), line, re.I | re.S) is not None


def offers_session(hello):
    """Has a ClientHello the extension pre_shared_key (RFC 8446, 4.2.11)?"""
    at = 5 + 4 + 2 + 32                    # record, handshake, version, random
    at += 1 + hello[at]                    # session id
    at += 2 + int.from_bytes(hello[at:at + 2], "big")  # ciphers
    at += 1 + hello[at] + 2                # compression, length of the rest
    while at + 4 <= len(hello):
        if hello[at:at + 2] == b"\0\x29":
            return True
        at += 4 + int.from_bytes(hello[at + 2:at + 4], "big")
    return False


class Session:
    """One connection: the script, and what the client made of it."""

    def __init__(self, server, sock, steps):
        self.server, self.steps = server, steps
        self.protocol = server.protocol
        self.user, self.password = server.user, server.password
        self.wire = Wire(sock)
        self.tag, self.rules, self.log = "*", [], []
        self.perhaps = False
        self.heard, self.spoken = False, False
        self.flights, self.logins = 1, 0  # connecting is the first
        self.verdict_flights = None       # when a login was answered
        self.step, self.problems = None, []

    def problem(self, text):
        self.problems.append(f"{text} ({self.step})" if self.step else text)

    def show(self, line):
        """A line for a message; what it says of a secret stays here."""
        return repr(line)

    def note(self, who, data):
        self.log.append(f"{who} {bytes(data)[:200]!r}")

    def hang_up(self):
        raise HangUp

    def fill_in(self, text):
        text = text.replace("{ok}", OK[self.protocol])
        text = text.replace("{no}", NO[self.protocol])
        text = text.replace("{user}", self.user.decode())
        for name, value in self.server.places.items():
            text = text.replace("{" + name + "}", value)
        password = self.password.decode()
        plain = mocksasl.encode(b"\0" + self.user + b"\0" + self.password)
        text = text.replace("{base64}", plain).replace("{quoted}", re.sub(
            r'(["\\])', r"\\\1", password))
        text = text.replace("{password}", password)
        return text.replace("{tag}", self.tag)

    # what the client says

    def more(self):
        self.wire.more()
        self.heard = True

    def line(self, due):
        """The next line, without its end."""
        while b"\n" not in self.wire.buffer:
            if len(self.wire.buffer) > LINE_BYTES:
                self.problem(f"endless line where {due} was due")
                self.hang_up()
            self.more()
        line, _, rest = bytes(self.wire.buffer).partition(b"\n")
        self.wire.buffer[:] = rest
        self.note("C", line)
        if not line.endswith(b"\r"):
            self.problem("a line ends without CR")
        return line.rstrip(b"\r").decode("utf-8", "backslashreplace")

    def exactly(self, count):
        while len(self.wire.buffer) < count:
            self.more()
        data = bytes(self.wire.buffer[:count])
        del self.wire.buffer[:count]
        return data

    def expected(self, due):
        """A line, after those that a rule or a goodbye takes care of."""
        while True:
            line = self.line(due)
            if self.protocol == "imap":
                self.tag = line.partition(" ")[0]
            if re.fullmatch(GOODBYE[self.protocol][0], line, re.I):
                self.goodbye(due)
            rule = next((r for r in reversed(self.rules)
                         if matches(r.lines[0], line)), None)
            if rule is None and self.is_look(line, due):
                continue
            if rule is None or matches(due, line):
                return line
            self.answer(whole_lines(rule.lines[1:]))

    def is_look(self, line, due):
        """Answered by itself, and costs no flight either."""
        pattern, reply = LOOK[self.protocol]
        if not self.logins or due is not None and matches(due, line) or \
                not re.fullmatch(pattern, line, re.I):
            return False
        self.wire.send(reply.replace("{tag}", self.tag).encode())
        return True

    def goodbye(self, due):
        """Costs no flight; nobody waits for the answer."""
        if not self.perhaps and due is not None:
            self.problem(f"said goodbye where {due} was due")
        reply = GOODBYE[self.protocol][1].replace("{tag}", self.tag)
        self.wire.send(reply.encode())
        raise HangUp

    # what the server says

    def send(self, data):
        if self.heard or not self.spoken:
            self.flights += 1
        self.heard, self.spoken = False, True
        self.note("S", data)
        self.wire.send(data)

    def answer(self, text):
        self.send(unescape(self.fill_in(text)))

    # the steps

    def do_S(self, step):
        if self.spoken and not self.heard:
            self.server.wait(0.03)  # a segment of its own
        self.answer(whole_lines(step.lines))
        if self.logins and self.verdict_flights is None:
            self.verdict_flights = self.flights

    def do_C(self, step):
        pattern = self.fill_in(step.text)
        line = self.expected(pattern)
        if not matches(pattern, line):
            self.problem(f"{self.show(line)} came")
            self.hang_up()

    def do_login(self, step):
        mocksasl.play(self, step.text)

    def do_tls(self, step):
        word, _, rest = step.text.partition(" ")
        if not self.wire.hello():
            self.problem(f"no ClientHello but {bytes(self.wire.buffer)!r}")
            self.hang_up()
        if "refuse=resumed" in rest and offers_session(self.wire.buffer):
            self.log.append("- refused to resume")
            self.perhaps = True
            self.tls_alert(40)
            self.hang_up()
        special = {"alert": self.tls_alert, "close": self.tls_close,
                   "silence": self.tls_silence, "garbage": self.tls_garbage}
        if word in special:
            self.perhaps = True
            special[word](rest)
            return
        try:
            self.wire.handshake(self.server.context(word, rest))
        except (ssl.SSLError, ConnectionError) as error:
            if not self.perhaps:
                self.problem(f"TLS failed: {error}")
            self.hang_up()
        self.flights += 1
        self.log.append(f"- {self.wire.tls.version()}")

    def tls_alert(self, number):
        self.wire.send(bytes([ALERT, 3, 3, 0, 2, 2, int(number)]))
        self.wire.buffer.clear()

    def tls_close(self, _rest):
        self.hang_up()

    def tls_silence(self, _rest):
        self.drain()

    def tls_garbage(self, text):
        self.wire.send(unescape(text))
        self.wire.buffer.clear()
        self.drain()

    def do_raw(self, step):
        self.send(unescape(self.fill_in(step.text)))

    def do_fill(self, step):
        """A client that has had enough hangs up."""
        count, _, text = step.text.partition(" ")
        self.note("S", step.text.encode())
        chunk = max(1, 16384 // max(1, len(text)))
        data = unescape(self.fill_in(text)) * chunk
        self.perhaps = True
        for _ in range(int(count) // chunk + 1):
            self.wire.send(data)

    def do_drip(self, step):
        pause, _, text = step.text.partition(" ")
        self.perhaps = True
        for byte in unescape(self.fill_in(text)):
            self.wire.send(bytes([byte]))
            if self.wait_or_gone(float(pause)):
                return

    def wait_or_gone(self, seconds):
        """True when the client has hung up meanwhile."""
        ready, _, _ = select.select([self.wire.socket], [], [], seconds)
        if ready and not self.wire.socket.recv(1, socket.MSG_PEEK):
            raise ClientGone
        return self.server.stopping.is_set()

    def do_sleep(self, step):
        self.server.wait(float(step.text))

    def do_close(self, _step):
        raise HangUp

    def do_reset(self, _step):
        self.wire.close(polite=False)
        raise HangUp

    def do_quiet(self, step):
        ready, _, _ = select.select([self.wire.socket], [], [],
                                    float(step.text))
        if ready or self.wire.buffer:
            self.problem("the client did not wait")

    def do_on(self, step):
        self.rules.append(step)

    def do_perhaps(self, _step):
        self.perhaps = True

    def drain(self):
        """Bytes that are no lines any more, until the client goes."""
        while True:
            self.wire.receive()

    def epilogue(self):
        """The script is over: only a goodbye may come."""
        self.step, self.perhaps = None, True
        try:
            line = self.expected("the end")
        except ClientGone:
            if not self.wire.buffer:
                raise
            line = bytes(self.wire.buffer)  # such as a ClientHello
        self.problem(f"{line!r} came after the end of the script")
        self.hang_up()

    def play(self):
        try:
            for self.step in self.steps:
                getattr(self, "do_" + self.step.verb)(self.step)
            self.epilogue()
        except HangUp:
            pass
        except ClientGone:
            self.log.append("- the client hung up")
            if not self.perhaps:
                self.problem("the client hung up too early")
        except TimeoutError:
            self.problem("the client fell silent")
        except OSError as error:
            if not self.perhaps:
                self.problem(f"connection failed: {error}")
        self.wire.close()

    def run(self):
        try:
            self.play()
        except Exception as error:  # pylint: disable=broad-except
            self.problem(f"the mock itself failed: {error!r}")


def have_ipv6():
    """Has this machine the loopback address ::1?"""
    try:
        with socket.socket(socket.AF_INET6) as sock:
            sock.bind(("::1", 0))
    except OSError:
        return False
    return True


class Server:
    """Listens on free ports of loopback addresses, the same port on each.

    mode: "listen"; "refused" sends RST; "filtered" answers no SYN.
    """

    def __init__(self, protocol, scripts, certificates, user, password,
                 addresses=("127.0.0.1",), mode="listen", refused=()):
        self.protocol, self.scripts = protocol, scripts
        self.certificates = certificates
        self.user, self.password = user, password
        self.mode, self.sessions = mode, []
        self.acceptors, self.workers = [], []
        self.lock, self.stopping = threading.Lock(), threading.Event()
        self.contexts, self.fillers = {}, []
        self.places = {}  # further {names} of the scripts
        self.listeners, self.port = self.bind(addresses, refused)

    def bind(self, addresses, refused):
        """All addresses at one port; whoever refuses only holds it."""
        ips = list(addresses) + list(refused)
        for ip in ("127.0.0.1", "::1"):
            if ip not in ips and (ip != "::1" or have_ipv6()):
                ips.append(ip)  # nobody else may answer there
        for _ in range(50):
            sockets, port = [], 0
            try:
                for ip in ips:
                    family = (socket.AF_INET6 if ":" in ip
                              else socket.AF_INET)
                    sockets.append(socket.socket(family))
                    sockets[-1].bind((ip, port))
                    port = sockets[-1].getsockname()[1]
                self.open_doors(sockets[:len(addresses)])
                return sockets, port
            except OSError:
                for sock in sockets:
                    sock.close()
        raise OSError("no port is free on all addresses")

    def open_doors(self, sockets):
        for sock in sockets:
            if self.mode == "listen":
                sock.listen(512)
                thread = threading.Thread(target=self.accept, args=(sock,),
                                          daemon=True)
                self.acceptors.append(thread)
                thread.start()
            elif self.mode == "filtered":
                self.block(sock)

    def block(self, sock):
        """A full queue: further SYNs are dropped."""
        sock.listen(0)
        for _ in range(3):
            filler = socket.socket(sock.family)
            filler.setblocking(False)
            filler.connect_ex(sock.getsockname()[:2])
            self.fillers.append(filler)

    def accept(self, listener):
        while not self.stopping.is_set():
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            if self.stopping.is_set():
                sock.close()
                return
            sock.settimeout(PATIENCE)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self.lock:
                steps = self.scripts[min(len(self.sessions),
                                         len(self.scripts) - 1)]
                session = Session(self, sock, steps)
                self.sessions.append(session)
                thread = threading.Thread(target=session.run, daemon=True)
                # stop() joins what is in the list.
                thread.start()
                self.workers.append(thread)

    def context(self, kind, options):
        key = kind, options
        with self.lock:
            if key not in self.contexts:
                self.contexts[key] = self.new_context(kind, options)
        return self.contexts[key]

    def new_context(self, kind, options):
        words = dict(word.split("=") for word in options.split())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        low = VERSIONS[words.get("min", "1.2")]
        high = VERSIONS[words.get("max", "1.3")]
        if low > high:
            low = high
        if high < ssl.TLSVersion.TLSv1_2 or kind == "weak":
            context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version, context.maximum_version = low, high
        if words.get("ask") == "yes":
            context.verify_mode = ssl.CERT_OPTIONAL
            context.load_verify_locations(f"{self.certificates}/root.pem")
        context.load_cert_chain(f"{self.certificates}/{kind}.pem",
                                f"{self.certificates}/{kind}.key")
        return context

    def wait(self, seconds):
        self.stopping.wait(seconds)

    def stop(self, grace=2.0):
        """The program has ended; its connections end, too."""
        deadline = time.monotonic() + grace
        with self.lock:  # a session that has begun is in the list
            workers = list(self.workers)
        for thread in workers:
            thread.join(max(0, deadline - time.monotonic()))
        self.stopping.set()
        for session in self.sessions:
            shut(session.wire.socket)
        for sock in self.listeners:
            shut(sock)
            sock.close()
        for sock in self.fillers:
            sock.close()
        for thread in self.acceptors + self.workers:
            thread.join(1)


def shut(sock):
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
