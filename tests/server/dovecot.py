"""Real Dovecot servers on loopback: IMAP, POP3 and logins for Postfix.

One instance per engine, as the mechanisms and the TLS library's settings
belong to a whole instance; certificates and login rules belong to an address.
"""

import base64
import hashlib
import hmac
import os

# engine: mechanisms it offers
ENGINES = {
    "main": "plain login",
    "scram": "scram-sha-256",
    "oldtls": "plain login",
    "broken": "plain login",
}

OLD_TLS = """\
openssl_conf = openssl_init
[openssl_init]
ssl_conf = ssl_sect
[ssl_sect]
system_default = system_default_sect
[system_default_sect]
MinProtocol = TLSv1
MaxProtocol = TLSv1.1
CipherString = ALL:@SECLEVEL=0
"""

CONF = """\
base_dir = {dir}/run
state_dir = {dir}/state
log_path = {dir}/log
auth_verbose = yes
protocols = imap pop3
listen = {listen}
first_valid_uid = 1
import_environment = $import_environment OPENSSL_CONF
auth_mechanisms = {mechanisms}
auth_failure_delay = 0
login_trusted_networks =
ssl = yes
ssl_cert = <{certs}/others/good.pem
ssl_key = <{certs}/others/good.key
{extra}
mail_location = maildir:~/Maildir
namespace inbox {{
  inbox = yes
  mailbox Drafts {{
    special_use = \\Drafts
    auto = subscribe
  }}
  mailbox Junk {{
    special_use = \\Junk
    auto = subscribe
  }}
  mailbox Sent {{
    special_use = \\Sent
    auto = subscribe
  }}
  mailbox Trash {{
    special_use = \\Trash
    auto = subscribe
  }}
}}
passdb {{
  driver = {passdb}
}}
userdb {{
  driver = passwd-file
  args = {dir}/users
}}
service auth {{
  unix_listener postfix {{
    mode = 0666
  }}
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  service_count = 0
}}
service pop3-login {{
  service_count = 0
}}
"""

LOCAL = """\
local {address} {{
  ssl = {tls}
  ssl_cert = <{certs}/{certificate}.pem
  ssl_key = <{certs}/{certificate}.key
  disable_plaintext_auth = {private}
}}
"""


def scram_sha_256(password):
    """The stored form of RFC 5803, as Dovecot keeps it."""
    salt = os.urandom(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 4096)

    def key(label):
        return hmac.new(salted, label, "sha256").digest()

    stored = hashlib.sha256(key(b"Client Key")).digest()
    parts = [base64.b64encode(x).decode()
             for x in (salt, stored, key(b"Server Key"))]
    return "{SCRAM-SHA-256}4096," + ",".join(parts)


def stored_password(engine, password):
    if engine == "scram":
        return scram_sha_256(password)
    return "{PLAIN.b64}" + base64.b64encode(password.encode()).decode()


def write(root, domains, users, uid, gid):
    """Writes the configuration; returns {engine: command and environment}.

    users: (domain object, local part, password).
    """
    commands = {}
    for engine, mechanisms in ENGINES.items():
        mine = [d for d in domains if d.engine == engine]
        folder = f"{root}/dovecot-{engine}"
        os.makedirs(f"{folder}/state", mode=0o755)
        extra = ""
        if engine == "oldtls":
            extra = ("ssl_min_protocol = TLSv1\n"
                     "ssl_cipher_list = ALL:@SECLEVEL=0\n")
        with open(f"{folder}/conf", "w", encoding="utf-8") as out:
            out.write(CONF.format(
                dir=folder, certs=f"{root}/certs", mechanisms=mechanisms,
                passdb=passdb(folder, engine),
                listen=", ".join(d.address for d in mine), extra=extra))
            for d in mine:
                out.write(LOCAL.format(
                    address=d.address, certs=f"{root}/certs",
                    certificate=d.certificate,
                    tls="yes" if d.tls else "no",
                    private="no" if d.clear_login else "yes"))
        write_users(root, folder, engine, users, uid, gid)
        environment = dict(os.environ)
        environment.pop("OPENSSL_CONF", None)
        if engine == "oldtls":
            with open(f"{folder}/openssl.cnf", "w", encoding="ascii") as out:
                out.write(OLD_TLS)
            environment["OPENSSL_CONF"] = f"{folder}/openssl.cnf"
        commands[engine] = (
            ["dovecot", "-F", "-c", f"{folder}/conf"], environment)
    return commands


def passdb(folder, engine):
    """Where passwords are checked; the engine "broken" always fails there,
    which checkpassword programs say with status 111."""
    if engine != "broken":
        return f"passwd-file\n  args = {folder}/users"
    with open(f"{folder}/check", "w", encoding="ascii") as out:
        out.write("#!/bin/sh\nexit 111\n")
    os.chmod(f"{folder}/check", 0o755)
    return f"checkpassword\n  args = {folder}/check"


def write_users(root, folder, engine, users, uid, gid):
    with open(f"{folder}/users", "w", encoding="utf-8") as out:
        for domain, local, password in users:
            if domain.engine != engine:
                continue
            home = f"{root}/mail/{domain.name}/{local}"
            os.makedirs(home, mode=0o700)
            os.chown(home, uid, gid)
            out.write(":".join((
                domain.login(local), stored_password(engine, password),
                str(uid), str(gid), "", home)) + "\n")
