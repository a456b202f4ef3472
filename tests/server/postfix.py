"""A real Postfix on loopback: submission (587) and submissions (465).

It delivers mail for its own domains into the Maildirs Dovecot reads and
passes nothing on to anybody else.
"""

import grp
import os
import pwd

MAIN = """\
compatibility_level = 3.6
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
shlib_directory = /usr/lib/postfix
meta_directory = /etc/postfix
config_directory = {dir}/etc
queue_directory = {dir}/spool
data_directory = {dir}/data
mail_owner = postfix
setgid_group = postdrop
maillog_file_prefixes = {dir}
maillog_file = {dir}/log
myhostname = smtp.{good}
mydomain = {good}
mydestination =
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
local_transport = error:no local mail here
default_transport = error:no other mail here
relay_domains =
smtpd_peername_lookup = no
smtpd_client_connection_rate_limit = 0
smtpd_client_connection_count_limit = 0
smtpd_error_sleep_time = 0
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions =
smtpd_sasl_type = dovecot
smtpd_sasl_auth_enable = yes
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
virtual_mailbox_domains = texthash:{dir}/etc/domains
virtual_mailbox_maps = texthash:{dir}/etc/mailboxes
smtpd_sender_login_maps = texthash:{dir}/etc/owners
virtual_mailbox_base = {root}/mail
virtual_minimum_uid = 1
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
"""

SERVICES = """\
postlog   unix-dgram n  -       n       -       1       postlogd
cleanup   unix  n       -       n       -       0       cleanup
qmgr      unix  n       -       n       300     1       qmgr
tlsmgr    unix  -       -       n       1000?   1       tlsmgr
rewrite   unix  -       -       n       -       -       trivial-rewrite
bounce    unix  -       -       n       -       0       bounce
defer     unix  -       -       n       -       0       bounce
trace     unix  -       -       n       -       0       bounce
flush     unix  n       -       n       1000?   0       flush
proxymap  unix  -       -       n       -       -       proxymap
error     unix  -       -       n       -       -       error
virtual   unix  -       n       n       -       -       virtual
anvil     unix  -       -       n       -       1       anvil
"""

# A self-made chain of ciphers lets the old versions of TLS through.
OLD_TLS = ("smtpd_tls_protocols=<=TLSv1.1",
           "smtpd_tls_mandatory_protocols=<=TLSv1.1",
           "smtpd_tls_ciphers=null", "smtpd_tls_mandatory_ciphers=null",
           "tls_null_cipherlist=ALL:@SECLEVEL=0")


# The queue: folders of the mail system's user, some with a group.
FOLDERS = (("active", 0o700), ("bounce", 0o700), ("corrupt", 0o700),
           ("defer", 0o700), ("deferred", 0o700), ("flush", 0o700),
           ("hold", 0o700), ("incoming", 0o700), ("private", 0o700),
           ("saved", 0o700), ("trace", 0o700), ("public", 0o2710),
           ("maildrop", 0o1730))


def make_folders(folder):
    owner = pwd.getpwnam("postfix").pw_uid
    drop = grp.getgrnam("postdrop").gr_gid
    for name in ("etc", "spool", "data", "spool/pid"):
        os.makedirs(f"{folder}/{name}", mode=0o755)
    os.chown(f"{folder}/data", owner, -1)
    for name, mode in FOLDERS:
        path = f"{folder}/spool/{name}"
        os.mkdir(path)
        os.chown(path, owner, drop if mode & 0o070 else -1)
        os.chmod(path, mode)


def service(root, domain, port):
    """The lines of master.cf for one address and port."""
    chain = f"{root}/certs/{domain.certificate}"
    options = [f"smtpd_tls_chain_files={chain}.key,{chain}.pem",
               f"smtpd_sasl_path={root}/dovecot-{domain.engine}/run/postfix",
               f"syslog_name=postfix/{domain.name}-{port}"]
    if port == 465:
        options.append("smtpd_tls_wrappermode=yes")
    if not domain.tls:
        options.append("smtpd_tls_security_level=none")
    if domain.clear_login:
        options.append("smtpd_tls_auth_only=no")
    if not domain.smtp_auth:
        options.append("smtpd_sasl_auth_enable=no")
    if domain.engine == "oldtls":
        options.extend(OLD_TLS)
    options.extend(domain.postfix)
    lines = [f"{domain.address}:{port} inet n - n - - smtpd"]
    lines += [f"  -o {{ {option} }}" for option in options]
    return "\n".join(lines) + "\n"


def make_old(folder, *names):
    """Postfix waits with a file that may be in the middle of a change."""
    for name in names:
        os.utime(f"{folder}/{name}", (1e9, 1e9))


def write(root, domains, users, uid, gid, good):
    """Writes the configuration; returns the command that runs it."""
    folder = f"{root}/postfix"
    make_folders(folder)
    mine = [d for d in domains if d.engine in
            ("main", "scram", "oldtls", "broken")]
    with open(f"{folder}/etc/main.cf", "w", encoding="ascii") as out:
        out.write(MAIN.format(
            dir=folder, root=root, uid=uid, gid=gid, good=good))
    with open(f"{folder}/etc/master.cf", "w", encoding="ascii") as out:
        out.write(SERVICES)
        for domain in mine:
            out.write(service(root, domain, 587))
            if domain.tls:
                out.write(service(root, domain, 465))
    with open(f"{folder}/etc/domains", "w", encoding="ascii") as out:
        out.writelines(f"{d.name} ok\n" for d in mine if d.delivers)
    with open(f"{folder}/etc/mailboxes", "w", encoding="utf-8") as out:
        out.writelines(f"{local}@{d.name} {d.name}/{local}/Maildir/\n"
                       for d, local, _ in users)
    with open(f"{folder}/etc/owners", "w", encoding="ascii") as out:
        out.write("anna@notowner.test berta@notowner.test\n")
    make_old(f"{folder}/etc", "main.cf", "master.cf", "domains", "mailboxes",
             "owners")
    return ["/usr/lib/postfix/sbin/master", "-c", f"{folder}/etc", "-d"]
