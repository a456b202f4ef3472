#!/usr/bin/env python3
"""Apple profiles: held to the published keys, several accounts, signatures.

The grammar below is written from apple/device-management (release of iOS
18.1): mdm/profiles/TopLevel.yaml, CommonPayloadKeys.yaml and
com.apple.mail.managed.yaml. A device refuses a profile with a wrong type, a
value outside of its list or a key that is missing.
"""

import copy
import os
import plistlib
import re
import shutil
import subprocess
import sys
import tempfile
import uuid

from clients import HERE, ODD_USER, POSTLOTSE, SECRET, Tap, need, profile
from clients import service

IDENTIFIER = re.compile(r"[A-Za-z0-9._-]+\Z")
AUTHS = ["EmailAuthNone", "EmailAuthPassword", "EmailAuthCRAMMD5",
         "EmailAuthNTLM", "EmailAuthHTTPMD5"]


def is_uuid(value):
    return value == str(uuid.UUID(value)).upper()


def is_port(value):
    return 0 < value < 65536


# key: (type, required, list or check)
COMMON = {
    "PayloadIdentifier": (str, True, IDENTIFIER.match),
    "PayloadUUID": (str, True, is_uuid),
    "PayloadType": (str, True, None),
    "PayloadVersion": (int, True, [1]),
    "PayloadDescription": (str, False, None),
    "PayloadDisplayName": (str, False, None),
    "PayloadOrganization": (str, False, None),
}
TOP = {
    **COMMON,
    "PayloadType": (str, True, ["Configuration"]),
    "PayloadContent": (list, True, len),
    "ConsentText": (dict, False, len),
    "PayloadRemovalDisallowed": (bool, False, None),
    "PayloadScope": (str, False, ["System", "User"]),
    "TargetDeviceType": (int, False, [0, 1, 2, 3, 4, 5]),
}
MAIL = {
    **COMMON,
    "PayloadType": (str, True, ["com.apple.mail.managed"]),
    "EmailAccountDescription": (str, False, None),
    "EmailAccountName": (str, False, None),
    "EmailAccountType": (str, True, ["EmailTypeIMAP", "EmailTypePOP"]),
    "EmailAddress": (str, False, None),
    "IncomingMailServerAuthentication": (str, True, AUTHS),
    "IncomingMailServerHostName": (str, True, len),
    "IncomingMailServerPortNumber": (int, False, is_port),
    "IncomingMailServerUseSSL": (bool, False, None),
    "IncomingMailServerUsername": (str, False, None),
    "IncomingPassword": (str, False, None),
    "IncomingMailServerIMAPPathPrefix": (str, False, None),
    "OutgoingMailServerAuthentication": (str, True, AUTHS),
    "OutgoingMailServerHostName": (str, True, len),
    "OutgoingMailServerPortNumber": (int, False, is_port),
    "OutgoingMailServerUseSSL": (bool, False, None),
    "OutgoingMailServerUsername": (str, False, None),
    "OutgoingPassword": (str, False, None),
    "OutgoingPasswordSameAsIncomingPassword": (bool, False, None),
}


def faults(row, keys):
    """What a device would refuse in this dictionary."""
    found = [f"{key} is missing" for key, rule in keys.items()
             if rule[1] and key not in row]
    for key, value in row.items():
        if key not in keys:
            found.append(f"{key} is unknown")
            continue
        kind, _, rule = keys[key]
        if type(value) is not kind:   # True is no integer here
            found.append(f"{key} is no {kind.__name__}")
        elif isinstance(rule, list) and value not in rule:
            found.append(f"{key}: {value!r}")
        elif callable(rule) and not rule(value):
            found.append(f"{key}: {value!r}")
    return found


def all_faults(top):
    found = faults(top, TOP)
    for row in top.get("PayloadContent", []):
        found += faults(row, MAIL)
    rows = [top, *top.get("PayloadContent", [])]
    for key in ("PayloadUUID", "PayloadIdentifier"):
        values = [row.get(key) for row in rows]
        if len(set(values)) != len(values):
            found.append(f"{key} twice")
    found += [f"ConsentText {k}" for k, v in top.get("ConsentText", {}).items()
              if not isinstance(v, str) or not v]
    return found


def load(path):
    with open(path, "rb") as f:
        return plistlib.load(f, fmt=plistlib.FMT_XML)


def check_grammar(tap, path):
    """The grammar itself refuses what a device would."""
    good = load(path)
    tap.same(all_faults(good), [], "a good profile")

    def slip(name, change):
        top = copy.deepcopy(good)
        change(top, top["PayloadContent"][0])
        tap.ok(all_faults(top), f"refused: {name}")
    slip("no account", lambda t, a: t["PayloadContent"].clear())
    slip("no identifier", lambda t, a: t.pop("PayloadIdentifier"))
    slip("a port as text", lambda t, a: a.update(
        IncomingMailServerPortNumber="993"))
    slip("1 for true", lambda t, a: a.update(IncomingMailServerUseSSL=1))
    slip("true for 1", lambda t, a: a.update(PayloadVersion=True))
    slip("version 2", lambda t, a: t.update(PayloadVersion=2))
    slip("OAuth", lambda t, a: a.update(
        OutgoingMailServerAuthentication="EmailAuthOAuth"))
    slip("POP3", lambda t, a: a.update(EmailAccountType="EmailTypePOP3"))
    slip("one UUID for both", lambda t, a: a.update(
        PayloadUUID=t["PayloadUUID"]))
    slip("a key of ours", lambda t, a: a.update(IncomingMailServerTLS=True))


ANY = "%EMAILADDRESS%"
SETTINGS = {**service("imap", 993, user=ANY),
            **service("pop3", 110, "starttls", ANY),
            **service("smtp", 587, "starttls", ODD_USER)}


def check_consent(tap, top, secret):
    consent = top["ConsentText"]
    tap.same(sorted(consent), ["de", "default", "en"], "consent: languages")
    tap.ok(consent["en"] == consent["default"] and
           consent["en"].startswith("This profile sets up e-mail"),
           "consent: English", consent["en"])
    tap.ok(consent["de"].startswith("Dieses Profil richtet E-Mail"),
           "consent: German", consent["de"])
    tap.ok(all("jane@example.org (localhost, localhost)" in text
               for text in consent.values()), "consent: who and where",
           consent)
    tap.ok(("do not pass it on" in consent["en"]) == secret and
           ("Geben Sie es nicht weiter" in consent["de"]) == secret,
           "consent: warns of a password that is inside", consent)


def check_single(tap, scratch):
    for lang, word in (("en", "Sets up e-mail for:"),
                       ("de", "Richtet E-Mail ein für:")):
        path = profile(scratch, "single-" + lang, SETTINGS, "mobileconfig",
                       "--lang", lang)
        top = load(path)
        tap.same(top["PayloadDescription"],
                 f"{word} jane@example.org (localhost, localhost)",
                 f"{lang}: description")
        check_consent(tap, top, False)
    check_grammar(tap, path)
    pop = load(profile(scratch, "pop", SETTINGS, "mobileconfig", "--prefer",
                       "pop3"))
    tap.same(all_faults(pop), [], "POP3")
    top = load(profile(scratch, "secret", SETTINGS, "mobileconfig",
                       password=SECRET))
    tap.same(all_faults(top), [], "with the password")
    check_consent(tap, top, True)


def run(scratch, *args):
    return subprocess.run(
        [POSTLOTSE, "profile", "--lang", "en", *args], cwd=scratch,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, timeout=60, check=False)


def check_several(tap, scratch):
    addresses = ["jane@example.org", "jane+x@example.org", "otto@example.org"]
    settings = ["--settings", "single-en.json"]
    out = run(scratch, *addresses, "--for", "mobileconfig", *settings)
    tap.same(out.returncode, 0, f"several accounts {out.stderr}")
    top = plistlib.loads(out.stdout)
    tap.same(all_faults(top), [], "several accounts: the keys")
    tap.same([a["EmailAddress"] for a in top["PayloadContent"]], addresses,
             "several accounts: one payload each")
    tap.same([a["IncomingMailServerUsername"] for a in top["PayloadContent"]],
             addresses, "several accounts: user names")
    tap.same([a["EmailAccountDescription"] for a in top["PayloadContent"]],
             addresses, "several accounts: told apart on the device")
    tap.same(top["PayloadIdentifier"], "org.example.mail.jane",
             "several accounts: replaces the profile of the first")
    again = run(scratch, *addresses, "--for", "mobileconfig", *settings)
    tap.same(again.stdout, out.stdout, "same accounts, same bytes")
    other = plistlib.loads(run(scratch, *addresses[:2], "--for",
                               "mobileconfig", *settings).stdout)
    tap.ok(other["PayloadUUID"] != top["PayloadUUID"] and
           other["PayloadContent"] == top["PayloadContent"][:2],
           "fewer accounts: another profile, the same accounts")
    out = run(scratch, *addresses, "--for", "mobileconfig,autoconfig,sheet",
              "--out", "many", *settings)
    tap.same(sorted(os.listdir(os.path.join(scratch, "many"))),
             ["example.org.xml", "jane+x@example.org.txt",
              "jane@example.org.mobileconfig", "jane@example.org.txt",
              "otto@example.org.txt"],
             "other formats: a file for each address")
    for words, args in (
            ("several files need a folder", [*addresses, "--for", "sheet"]),
            ("there twice", ["a@example.org", "A@example.org", "--for",
                             "mobileconfig"]),
            ("for one address only", [*addresses, "--for", "mobileconfig",
                                      "--name", "Jane"]),
            ("for one address only", [*addresses, "--for", "mobileconfig",
                                      "--user", "jane"]),
            ("jane@example.org: no POP3 server", [
                *addresses, "--for", "mobileconfig", "--prefer", "pop3"])):
        used = ["imap-only.json"] if "POP3" in words else settings[1:]
        out = run(scratch, *args, "--settings", *used)
        tap.ok(out.returncode == 2 and words in out.stderr.decode() and
               out.stdout == b"", f"refused: {words}", out.stderr)


def openssl(scratch, *args):
    return subprocess.run(
        ["openssl", *args], cwd=scratch, timeout=60, check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE)


AUTHORITY = """\
[ca]
default_ca = test
[test]
policy = any
database = index
new_certs_dir = .
default_md = sha256
rand_serial = yes
[any]
commonName = supplied
"""


def make_authority(scratch):
    """root -> middle -> leaf, each with its key; old.pem has expired, and
    early.pem is not valid yet."""
    extensions = ["-addext", "basicConstraints=critical,CA:TRUE"]
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    for name, issuer, more in (
            ("root", None, extensions), ("middle", "root", extensions),
            ("leaf", "middle", [])):
        by = [] if issuer is None else ["-CA", issuer + ".pem", "-CAkey",
                                        issuer + ".key"]
        made = openssl(scratch, "req", "-x509", *key, "-keyout",
                       name + ".key", "-out", name + ".pem", "-days", "2",
                       "-subj", "/CN=" + name, *by, *more)
        assert made.returncode == 0, made.stderr
        os.chmod(os.path.join(scratch, name + ".key"), 0o600)
    openssl(scratch, "req", "-new", "-key", "leaf.key", "-subj", "/CN=old",
            "-out", "old.csr")
    openssl(scratch, "x509", "-req", "-in", "old.csr", "-key", "leaf.key",
            "-days", "-1", "-out", "old.pem")
    with open(os.path.join(scratch, "ca.cnf"), "w", encoding="ascii") as f:
        f.write(AUTHORITY)
    with open(os.path.join(scratch, "index"), "wb"):
        pass
    # Only `openssl ca` can date forward.
    made = openssl(scratch, "ca", "-batch", "-config", "ca.cnf", "-notext",
                   "-selfsign", "-keyfile", "leaf.key", "-in", "old.csr",
                   "-startdate", "20980101000000Z",
                   "-enddate", "20990101000000Z", "-out", "early.pem")
    assert made.returncode == 0, made.stderr
    openssl(scratch, "ec", "-in", "leaf.key", "-aes128", "-passout",
            "pass:x", "-out", "locked.key")
    os.chmod(os.path.join(scratch, "locked.key"), 0o600)
    shutil.copy(os.path.join(scratch, "leaf.key"),
                os.path.join(scratch, "open.key"))
    os.chmod(os.path.join(scratch, "open.key"), 0o644)
    with open(os.path.join(scratch, "full.pem"), "wb") as out:
        for name in ("leaf", "middle"):
            with open(os.path.join(scratch, name + ".pem"), "rb") as f:
                out.write(f.read())
    with open(os.path.join(scratch, "bad.pem"), "w", encoding="ascii") as f:
        f.write("-----BEGIN CERTIFICATE-----\nMIIB\n"
                "-----END CERTIFICATE-----\n")


def verified(scratch, path):
    """The contents of a file whose signature leads to the root, or None."""
    process = openssl(scratch, "cms", "-verify", "-binary", "-inform", "der",
                      "-in", path, "-CAfile", "root.pem", "-purpose", "any")
    return process.stdout if process.returncode == 0 else None


ASK = ["jane@example.org", "--for", "mobileconfig", "--settings",
       "single-en.json"]


def check_signed(tap, scratch):
    plain = run(scratch, *ASK).stdout
    for name, options in (
            ("chain", ["--sign-cert", "leaf.pem", "--sign-chain",
                       "middle.pem"]),
            ("full", ["--sign-cert", "full.pem"]),
            ("twice", ["--sign-cert", "full.pem", "--sign-chain",
                       "full.pem"])):
        out = run(scratch, *ASK, "--sign-key", "leaf.key", *options,
                  "--out", name)
        path = os.path.join(name, "jane@example.org.mobileconfig")
        tap.ok(out.returncode == 0, f"{name}: signed", out.stderr)
        tap.same(verified(scratch, path), plain,
                 f"{name}: verified, and the contents are byte for byte")
        with open(os.path.join(scratch, path), "rb") as f:
            signed = f.read()
        tap.ok(b"PRIVATE" not in signed and
               os.stat(os.path.join(scratch, path)).st_mode & 0o77 == 0,
               f"{name}: no key in it, and for the owner only")
        out = run(scratch, *ASK, "--sign-key", "leaf.key", *options,
                  "--out", name)
        with open(os.path.join(scratch, path), "rb") as f:
            tap.ok(out.returncode == 0 and f.read() == signed and
                   b"unchanged" in out.stderr, f"{name}: once more", out)
    out = run(scratch, *ASK, "--sign-key", "leaf.key", "--sign-cert",
              "leaf.pem", "--out", "chain")
    tap.ok(out.returncode == 2 and b"chain/jane" in out.stderr,
           "another signature does not replace it", out.stderr)
    out = run(scratch, *ASK, "--sign-key", "leaf.key", "--sign-cert",
              "leaf.pem")
    with open(os.path.join(scratch, "alone"), "wb") as f:
        f.write(out.stdout)
    tap.ok(out.returncode == 0 and out.stdout[:1] == b"\x30" and
           verified(scratch, "alone") is None,
           "without the chain a client that has the root only says no")
    data = bytearray(signed)
    data[data.index(b"localhost")] ^= 1
    with open(os.path.join(scratch, "changed"), "wb") as f:
        f.write(data)
    tap.same(verified(scratch, "changed"), None, "a changed byte is noticed")


def check_refused(tap, scratch):
    for words, cert, key, more in (
            ("root.key: this private key does not belong", "leaf.pem",
             "root.key", []),
            ("locked.key: the private key has a passphrase", "leaf.pem",
             "locked.key", []),
            ("open.key: everybody on this machine can read", "leaf.pem",
             "open.key", []),
            ("none.key: No such file", "leaf.pem", "none.key", []),
            ("none.pem: No such file", "none.pem", "leaf.key", []),
            ("leaf.key: holds no certificate", "leaf.key", "leaf.key", []),
            ("leaf.pem: holds no private key", "leaf.pem", "leaf.pem", []),
            ("bad.pem: holds no certificate", "bad.pem", "leaf.key", []),
            ("old.pem: the certificate has expired", "old.pem", "leaf.key",
             []),
            ("early.pem: the certificate is not valid yet", "early.pem",
             "leaf.key", []),
            ("none.pem: No such file", "leaf.pem", "leaf.key",
             ["--sign-chain", "none.pem"])):
        if key == "leaf.pem":
            os.chmod(os.path.join(scratch, key), 0o600)
        out = run(scratch, *ASK, "--sign-cert", cert, "--sign-key", key,
                  *more, "--out", "refused")
        tap.ok(out.returncode == 2 and words in out.stderr.decode() and
               not os.path.exists(os.path.join(scratch, "refused")),
               f"refused: {words}", out.stderr)
    for words, args in (
            ("needs --sign-cert and --sign-key", ["--sign-cert", "leaf.pem"]),
            ("needs --sign-cert and --sign-key", ["--sign-key", "leaf.key"]),
            ("needs --sign-cert and --sign-key", ["--sign-chain", "root.pem"]),
            ("none of these formats can be signed",
             ["--sign-key", "leaf.key", "--sign-cert", "leaf.pem", "--for",
              "sheet"])):
        out = run(scratch, *[a for a in ASK if "--for" not in args or
                             a not in ("--for", "mobileconfig")], *args)
        tap.ok(out.returncode == 2 and words in out.stderr.decode() and
               out.stdout == b"", f"refused: {' '.join(args)}", out.stderr)


def check_golden(tap):
    golden = os.path.join(os.path.dirname(HERE), "golden")
    for folder, _, names in sorted(os.walk(golden)):
        for name in sorted(names):
            if name.endswith(".mobileconfig"):
                tap.same(all_faults(load(os.path.join(folder, name))), [],
                         f"{os.path.basename(folder)}/{name}")


def main():
    need("openssl")
    tap = Tap()
    with tempfile.TemporaryDirectory() as scratch:
        check_single(tap, scratch)
        profile(scratch, "imap-only", {
            **service("imap", 993), **service("smtp", 465)}, "sheet")
        check_several(tap, scratch)
        make_authority(scratch)
        check_signed(tap, scratch)
        check_refused(tap, scratch)
    check_golden(tap)
    tap.done()


sys.exit(main())
