"""The server's side of logins: SASL mechanisms and the protocols' own.

Each function plays one exchange on a session (mock.py) and reports what the
client did wrong with session.problem().  The verdict is left to the script.
"""

import base64
import binascii
import hashlib
import hmac
import os
import re

PROMPTS = {"imap": "+ ", "pop3": "+ ", "smtp": "334 "}


class Cancelled(Exception):
    """The client gave the exchange up with "*" (RFC 4954 section 4)."""


def encode(data):
    return base64.b64encode(data).decode()


def decode(session, text):
    if text == "=":
        return b""
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        session.problem(f"no base64: {text!r}")
        return b""


def ask(session, challenge):
    """Sends a challenge, returns the decoded answer."""
    session.answer(PROMPTS[session.protocol] + encode(challenge) + "\r\n")
    line = session.line("the answer to a challenge")
    if line == "*":
        raise Cancelled
    return decode(session, line)


def begin(session, name):
    """Reads AUTHENTICATE or AUTH; returns the initial response or None."""
    line = session.expected(f"login: {name}")
    pattern = {"imap": r"\S+ AUTHENTICATE (\S+)(?: (\S+))?",
               "pop3": r"AUTH (\S+)(?: (\S+))?",
               "smtp": r"AUTH (\S+)(?: (\S+))?"}[session.protocol]
    found = re.fullmatch(pattern, line, re.I)
    if not found or found[1].upper() != name:
        session.problem(f"login by {name} was due, not {session.show(line)}")
        session.hang_up()
    session.logins += 1
    return None if found[2] is None else decode(session, found[2])


def check(session, what, got, want):
    if got != want:
        session.problem(f"wrong {what} in the login: {got!r}, not {want!r}")


def plain(session, _name, _options):
    """RFC 4616."""
    response = begin(session, "PLAIN")
    if response is None:
        response = ask(session, b"")
    parts = response.split(b"\0")
    if len(parts) != 3:
        session.problem(f"PLAIN has {len(parts)} parts")
        return
    if parts[0] not in (b"", session.user):
        session.problem(f"foreign authzid {parts[0]!r}")
    check(session, "user", parts[1], session.user)
    check(session, "password", parts[2], session.password)


def login(session, _name, _options):
    """draft-murchison-sasl-login."""
    user = begin(session, "LOGIN")
    if user is None:
        user = ask(session, b"Username:")
    check(session, "user", user, session.user)
    check(session, "password", ask(session, b"Password:"), session.password)


def cram_md5(session, _name, _options):
    """RFC 2195."""
    begin(session, "CRAM-MD5")
    challenge = b"<4711.%s@example.test>" % os.urandom(6).hex().encode()
    digest = hmac.new(session.password, challenge, "md5").hexdigest()
    check(session, "digest", ask(session, challenge),
          session.user + b" " + digest.encode())


def digest_md5(session, name, _options):
    """RFC 2831, qop auth."""
    begin(session, name)
    nonce = os.urandom(9).hex()
    answer = ask(session, (f'realm="example.test",nonce="{nonce}",qop="auth",'
                           "algorithm=md5-sess,charset=utf-8").encode())
    said = {k.decode(): v.strip(b'"') for k, v in re.findall(
        rb'([\w-]+)=("(?:[^"\\]|\\.)*"|[^,]*)', answer)}
    check(session, "user", said.get("username"), session.user)
    check(session, "nonce", said.get("nonce"), nonce.encode())

    def md5(data):
        return hashlib.md5(data).digest()

    a1 = b":".join([md5(b":".join([session.user, said["realm"],
                                   session.password])),
                    said["nonce"], said["cnonce"]])

    def proof(verb):
        a2 = md5(verb + b":" + said["digest-uri"]).hex().encode()
        parts = [md5(a1).hex().encode(), said["nonce"], said["nc"],
                 said["cnonce"], said.get("qop", b"auth"), a2]
        return md5(b":".join(parts)).hex().encode()

    check(session, "response", said.get("response"), proof(b"AUTHENTICATE"))
    check(session, "last answer",
          ask(session, b"rspauth=" + proof(b"")), b"")


def attributes(message):
    return dict((part[:1].decode("latin-1"), part[2:])
                for part in message.split(b",") if part[1:2] == b"=")


def channel_binding(session, kind):
    """Python knows tls-unique alone; real servers test the exporter."""
    if kind == "tls-unique":
        return session.wire.tls.get_channel_binding("tls-unique")
    session.problem(f"channel binding {kind} cannot be checked here")
    return b""


def scram(session, name, options):
    """RFC 5802, RFC 7677.

    iterations=N; gs2=n|y|p the flag that must come; nonce=foreign; stop=
    first|final: leave before the first or the final message; signature=wrong;
    unread=yes: leave without waiting for the final message.
    """
    algorithm = "sha256" if "256" in name else "sha1"
    first = begin(session, name)
    if first is None:
        first = ask(session, b"")
    found = re.fullmatch(rb"((n|y|p=([\w-]+)),([^,]*),)(n=.*)", first)
    if not found:
        session.problem(f"malformed SCRAM message {first!r}")
        session.hang_up()
    header, flag, kind, bare = found[1], found[2], found[3], found[5]
    if "gs2" in options:
        check(session, "gs2 flag", flag[:1].decode(), options["gs2"])
    if name.endswith("-PLUS") != (flag[:1] == b"p"):
        session.problem(f"gs2 header {header!r} for {name}")
    asked = attributes(bare)
    check(session, "user", asked.get("n"), session.user.replace(
        b"=", b"=3D").replace(b",", b"=2C"))
    if options.get("stop") == "first":
        return
    nonce = asked.get("r", b"") + encode(os.urandom(9)).encode()
    if options.get("nonce") == "foreign":
        nonce = encode(os.urandom(18)).encode()
    salt, rounds = os.urandom(12), int(options.get("iterations", 4096))
    server_first = b"r=%s,s=%s,i=%d" % (nonce, encode(salt).encode(), rounds)
    if options.get("unread"):
        session.answer(PROMPTS[session.protocol] + encode(server_first) +
                       "\r\n")
        return
    final = ask(session, server_first)
    if options.get("stop") == "final":
        return
    without_proof, _, proof = final.rpartition(b",p=")
    binding = channel_binding(session, kind.decode()) if kind else b""
    answer = attributes(without_proof)
    check(session, "channel binding", decode(
        session, answer.get("c", b"").decode()), header + binding)
    check(session, "nonce", answer.get("r"), nonce)
    message = bare + b"," + server_first + b"," + without_proof
    salted = hashlib.pbkdf2_hmac(algorithm, session.password, salt, rounds)
    key = hmac.digest(salted, b"Client Key", algorithm)
    stored = hashlib.new(algorithm, key).digest()
    signature = hmac.digest(stored, message, algorithm)
    check(session, "proof", decode(session, proof.decode()),
          bytes(a ^ b for a, b in zip(key, signature)))
    server_key = hmac.digest(salted, b"Server Key", algorithm)
    proof_of_server = hmac.digest(server_key, message, algorithm)
    if options.get("signature") == "wrong":
        proof_of_server = bytes(reversed(proof_of_server))
    rest = ask(session, b"v=" + encode(proof_of_server).encode())
    if options.get("signature") == "wrong":
        session.problem("went on after a wrong server signature")
    check(session, "last answer", rest, b"")


def read_string(session, text):
    """One IMAP astring: atom, quoted or literal; returns it and the rest."""
    literal = re.fullmatch(r"\{(\d+)(\+?)\}", text)
    if literal:
        if not literal[2]:
            session.answer("+ go on\r\n")
        return session.exactly(int(literal[1])), session.line("the rest")
    quoted = re.match(r'"((?:[^"\\]|\\["\\])*)"', text)
    if quoted:
        return (re.sub(r"\\(.)", r"\1", quoted[1]).encode(),
                text[quoted.end():])
    atom, _, rest = text.partition(" ")
    if re.search(r'["\\(){%*]', atom):
        session.problem(f"not an atom: {session.show(atom)}")
    return atom.encode(), " " + rest if rest else ""


def command(session, _name, _options):
    """IMAP LOGIN (RFC 3501 section 6.2.3)."""
    line = session.expected("login: COMMAND")
    found = re.fullmatch(r"\S+ LOGIN (.*)", line, re.I)
    if not found:
        session.problem(f"LOGIN was due, not {session.show(line)}")
        session.hang_up()
    session.logins += 1
    user, rest = read_string(session, found[1])
    password, _ = read_string(session, rest.lstrip(" "))
    check(session, "user", user, session.user)
    check(session, "password", password, session.password)


def user_pass(session, _name, _options):
    """POP3 USER and PASS (RFC 1939 section 7)."""
    line = session.expected("login: USER")
    check(session, "USER", line.encode(), b"USER " + session.user)
    session.logins += 1
    session.answer("+OK\r\n")
    check(session, "PASS", session.line("PASS").encode(),
          b"PASS " + session.password)


def apop(session, _name, options):
    """RFC 1939 section 7; stamp=<...> as in the greeting."""
    line = session.expected("login: APOP")
    session.logins += 1
    digest = hashlib.md5(options["stamp"].encode() + session.password)
    check(session, "APOP", line.encode(), b"APOP %s %s" % (
        session.user, digest.hexdigest().encode()))


def anything(session, _name, options):
    """Whatever the client chooses."""
    line = session.expected("login: any")
    session.wire.buffer[:0] = line.encode() + b"\r\n"
    words = line.upper().split()
    verb = words[1] if session.protocol == "imap" else words[0]
    if verb in ("AUTH", "AUTHENTICATE"):
        name = words[words.index(verb) + 1]
    else:
        name = "COMMAND" if verb == "LOGIN" else verb
    MECHANISMS.get(name, plain)(session, name, options)


MECHANISMS = {
    "any": anything,
    "PLAIN": plain, "LOGIN": login, "CRAM-MD5": cram_md5,
    "DIGEST-MD5": digest_md5,
    "SCRAM-SHA-1": scram, "SCRAM-SHA-256": scram,
    "SCRAM-SHA-1-PLUS": scram, "SCRAM-SHA-256-PLUS": scram,
    "COMMAND": command, "USER": user_pass, "APOP": apop,
}


def play(session, text):
    """login: NAME [option=value...]; "cancel" when the client must give up."""
    name, *words = text.split()
    options = dict(word.partition("=")[::2] for word in words)
    try:
        MECHANISMS[name](session, name, options)
    except Cancelled:
        if "cancel" not in options:
            session.problem("gave the login up")
        return
    if "cancel" in options:
        session.problem("did not give the login up")
