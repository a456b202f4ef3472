"""Second opinions: mail servers of other hands than Dovecot and Postfix.

Cyrus, Courier, Exim and OpenSMTPD conflict with each other and with Postfix,
so they are not installed: their Debian packages are fetched, unpacked below
the build folder, and laid over the system in a mount and process namespace
of their own, where each of them believes to be alone. A Dovecot with bcrypt
hashes that offers SCRAM nevertheless runs there too.

All listen on loopback, on the standard ports of an address each; ending the
one process that made the namespace ends everything in it.
"""

import crypt
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import ca
import mockdns
from provider import choose_network

HERE = os.path.dirname(os.path.abspath(__file__))

# server: packages that cannot be installed beside the others
PACKAGES = {
    "cyrus": ("cyrus-common", "cyrus-imapd", "cyrus-pop3d", "sasl2-bin"),
    "courier": ("courier-authdaemon", "courier-authlib",
                "courier-authlib-userdb", "courier-base", "courier-imap",
                "courier-pop"),
    "exim": ("exim4-base", "exim4-daemon-light"),
    "opensmtpd": ("opensmtpd",),
    "dovecot": (),
}
USER, PASSWORD = "anna", "Leuchtturm-1962"
START_SECONDS = 60

NAMESPACE = """\
set -eu
lay_over() {
	mkdir -p "$packages/$1" "$scratch/$1" "$scratch/$1.work"
	mount -t overlay none -o "lowerdir=$packages/$1:/$1,\
upperdir=$scratch/$1,workdir=$scratch/$1.work" "/$1"
}
packages=$1 scratch=$2
mount -t tmpfs -o mode=755 none "$scratch"
for folder in etc usr var; do
	lay_over "$folder"
done
mount -t tmpfs -o mode=755 none /run
cd "$scratch"
umask 022
"""

CYRUS = """\
useradd -r -M -d /nonexistent cyrus
mkdir -p /run/cyrus/proc /run/cyrus/lock /var/lib/cyrus/socket \\
    /var/spool/cyrus/mail
cat > /etc/imapd.conf <<-END
	configdirectory: /var/lib/cyrus
	partition-default: /var/spool/cyrus/mail
	proc_path: /run/cyrus/proc
	mboxname_lockpath: /run/cyrus/lock
	autocreate_quota: 0
	virtdomains: off
	unixhierarchysep: yes
	altnamespace: yes
	servername: imap.cyrus.test
	sasl_pwcheck_method: auxprop
	sasl_auxprop_plugin: sasldb
	sasl_sasldb_path: /etc/sasldb2
	sasl_mech_list: PLAIN LOGIN SCRAM-SHA-1 SCRAM-SHA-256
	tls_server_cert: $certs/good.pem
	tls_server_key: $certs/good.key
	failedloginpause: 0
END
cat > /etc/cyrus.conf <<-END
	START {
	  recover cmd="/usr/lib/cyrus/bin/ctl_cyrusdb -r"
	}
	SERVICES {
	  imap cmd="imapd" listen="$address:143" prefork=0
	  imaps cmd="imapd -s" listen="$address:993" prefork=0
	  pop3 cmd="pop3d" listen="$address:110" prefork=0
	  pop3s cmd="pop3d -s" listen="$address:995" prefork=0
	}
END
printf '%s' "$password" | saslpasswd2 -p -c -f /etc/sasldb2 -u cyrus.test "$user"
printf '%s' "$password" | saslpasswd2 -p -c -f /etc/sasldb2 \\
    -u imap.cyrus.test "$user"
mkdir -p certs
cp "$certs"/good.* certs
chmod 644 certs/*
sed -i "s,: $certs/,: $scratch/certs/," /etc/imapd.conf
chown -R cyrus:mail /var/lib/cyrus /var/spool/cyrus /run/cyrus /etc/sasldb2
exec /usr/lib/cyrus/bin/master -D -C /etc/imapd.conf -M /etc/cyrus.conf
"""

COURIER = """\
useradd -r -M -d /nonexistent courier
mkdir -p /run/courier/authdaemon /var/lib/courier home
chown -R courier:courier /run/courier /var/lib/courier
chown nobody:nogroup home
cat "$certs/good.key" "$certs/good.pem" > both.pem
chown courier both.pem
chmod 600 both.pem
printf '%s\\thome=%s/home|mail=%s/home/Maildir|uid=65534|gid=65534|systempw=%s\\n' \\
    "$user" "$scratch" "$scratch" "$crypted" > /etc/courier/userdb
chmod 600 /etc/courier/userdb
makeuserdb
setpriv --reuid nobody --regid nogroup --clear-groups maildirmake.courier home/Maildir
sed -i 's/^authmodulelist=.*/authmodulelist="authuserdb"/' \\
    /etc/courier/authdaemonrc
/usr/lib/courier/courier-authlib/authdaemond &
until [ -S /run/courier/authdaemon/socket ]; do
	sleep 0.05
done
set -a +u
. /etc/courier/imapd
. /etc/courier/imapd-ssl
. /etc/courier/pop3d
. /etc/courier/pop3d-ssl
TLS_CERTFILE=$scratch/both.pem COURIERTLS=/usr/bin/couriertls
IMAP_STARTTLS=YES POP3_STARTTLS=YES
TLS_DHPARAMS= TLS_CACHEFILE= TLS_TRUSTCERTS=
bin=/usr/lib/courier/courier
serve() {
	port=$1
	shift
	couriertcpd -address="$address" -maxprocs=40 -maxperip=40 \\
	    -nodnslookup -noidentlookup "$port" "$@" &
}
serve 143 $bin/imaplogin /usr/bin/imapd Maildir
serve 110 $bin/courierpop3login $bin/courierpop3d Maildir
IMAP_TLS=1 POP3_TLS=1
serve 993 /usr/bin/couriertls -server -tcpd -user=courier \\
    $bin/imaplogin /usr/bin/imapd Maildir
serve 995 /usr/bin/couriertls -server -tcpd -user=courier \\
    $bin/courierpop3login $bin/courierpop3d Maildir
wait
"""

EXIM = """\
useradd -r -M -d /nonexistent Debian-exim
mkdir -p /var/spool/exim4 /var/log/exim4
chown Debian-exim /var/spool/exim4 /var/log/exim4
cp "$certs"/good.* .
chmod 644 good.*
cat > exim.conf <<-END
	primary_hostname = smtp.exim.test
	local_interfaces = $address
	daemon_smtp_ports = 465 : 587
	tls_on_connect_ports = 465
	tls_advertise_hosts = *
	tls_certificate = $scratch/good.pem
	tls_privatekey = $scratch/good.key
	auth_advertise_hosts = \\${if def:tls_in_cipher {*}}
	acl_smtp_rcpt = rcpt
	acl_smtp_mail = accept
	host_lookup =
	rfc1413_hosts =
	begin acl
	rcpt:
	  deny !authenticated = *
	    message = relay not permitted
	  accept
	begin routers
	none:
	  driver = redirect
	  data = :blackhole:
	begin authenticators
	plain:
	  driver = plaintext
	  public_name = PLAIN
	  server_prompts = :
	  server_condition = \\${if and{{eq{\\$auth2}{$user}}{eq{\\$auth3}{$password}}}}
	  server_set_id = \\$auth2
	login:
	  driver = plaintext
	  public_name = LOGIN
	  server_prompts = Username:: : Password::
	  server_condition = \\${if and{{eq{\\$auth1}{$user}}{eq{\\$auth2}{$password}}}}
	  server_set_id = \\$auth1
END
mkdir -p /etc/exim4
mv exim.conf /etc/exim4/exim4.conf
exec exim4 -bdf
"""

OPENSMTPD = """\
for name in opensmtpd opensmtpq; do
	useradd -r -U -M -d /nonexistent $name
done
mkdir -p /var/spool/smtpd /var/lib/opensmtpd/empty
chmod 711 /var/spool/smtpd
cp "$certs"/rsa.* .
chmod 600 rsa.key
printf '%s %s\\n' "$user" "$crypted" > creds
chmod 644 creds
cat > smtpd.conf <<-END
	pki one cert "$scratch/rsa.pem"
	pki one key "$scratch/rsa.key"
	table creds file:$scratch/creds
	listen on $address port 465 smtps pki one auth <creds> \\
	    hostname smtp.opensmtpd.test
	listen on $address port 587 tls-require pki one auth <creds> \\
	    hostname smtp.opensmtpd.test
	action keep maildir "$scratch/mail"
	match auth from any for any action keep
END
chmod 644 smtpd.conf
LD_PRELOAD="$shim" exec smtpd -d -f "$scratch/smtpd.conf"
"""

DOVECOT = """\
mkdir -p mail state
chown nobody mail
cp "$certs"/good.* .
printf '%s:{CRYPT}%s:65534:65534::%s/mail::\\n' "$user" "$bcrypted" \\
    "$scratch" > users
chmod 644 users
cat > dovecot.conf <<-END
	base_dir = /run/dovecot
	state_dir = $scratch/state
	log_path = $scratch/log
	protocols = imap pop3
	listen = $address
	first_valid_uid = 1
	auth_mechanisms = plain login scram-sha-1 scram-sha-256
	auth_failure_delay = 0
	ssl = required
	ssl_cert = <$scratch/good.pem
	ssl_key = <$scratch/good.key
	mail_location = maildir:~/Maildir
	passdb {
	  driver = passwd-file
	  args = $scratch/users
	}
	userdb {
	  driver = passwd-file
	  args = $scratch/users
	}
	service anvil {
	  unix_listener anvil-auth-penalty {
	    mode = 0
	  }
	}
END
exec dovecot -F -c "$scratch/dovecot.conf"
"""

# server: script, host, ports
SERVERS = {
    "cyrus": (CYRUS, "imap.cyrus.test", (110, 143, 993, 995)),
    "courier": (COURIER, "imap.courier.test", (110, 143, 993, 995)),
    "exim": (EXIM, "smtp.exim.test", (465, 587)),
    "opensmtpd": (OPENSMTPD, "smtp.opensmtpd.test", (465, 587)),
    "dovecot": (DOVECOT, "imap.dovecot.test", (110, 143, 993, 995)),
}


def why_not():
    """Why the servers cannot run here, or None."""
    if os.geteuid() != 0:
        return "the servers of other hands need root for a namespace"
    for program in ("unshare", "setpriv", "apt-get", "dpkg-deb", "dovecot"):
        if shutil.which(program) is None:
            return f"{program} is not installed (tests/install-deps.sh)"
    done = subprocess.run(
        ["unshare", "--mount", "--pid", "--fork", "--mount-proc", "sh", "-c",
         "mount -t tmpfs none /mnt && mkdir /mnt/a /mnt/b /mnt/c && "
         "mount -t overlay none -o "
         "lowerdir=/etc,upperdir=/mnt/a,workdir=/mnt/b /mnt/c"],
        capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return f"no file system can be laid over another: {done.stderr}"
    return None


def download(packages, folder):
    """Fetches Debian packages; with new lists if the old ones fail."""
    command = ["apt-get", "-q", "download", *packages]
    for attempt in (1, 2):
        done = subprocess.run(command, cwd=folder, capture_output=True,
                              text=True, check=False)
        if done.returncode == 0:
            return
        if attempt == 1:
            subprocess.run(["apt-get", "-q", "update"], check=False,
                           capture_output=True)
    raise RuntimeError(f"{' '.join(command)}: {done.stderr}")


def compile_shim(build):
    """What makes OpenSMTPD's TLS work, see the source."""
    shim = os.path.join(build, "second", "opensmtpd-key.so")
    os.makedirs(os.path.dirname(shim), exist_ok=True)
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-Wno-deprecated-declarations", "-o",
         shim, os.path.join(HERE, "opensmtpd-key.c")], check=True)
    return shim


def unpack(build, name):
    """The folder of a server's unpacked packages; made once."""
    folder = os.path.join(build, "second", name)
    if os.path.isdir(folder):
        return folder
    os.makedirs(os.path.dirname(folder), exist_ok=True)
    with tempfile.TemporaryDirectory(dir=os.path.dirname(folder)) as work:
        new = os.path.join(work, "new")
        os.makedirs(new)
        os.chmod(new, 0o755)
        if PACKAGES[name]:
            download(PACKAGES[name], work)
        for file in sorted(os.listdir(work)):
            if file.endswith(".deb"):
                subprocess.run(["dpkg-deb", "-x", file, "new"], cwd=work,
                               check=True)
        os.rename(new, folder)
    return folder


class Second:
    """All of them, from the start to stop()."""

    def __init__(self, build, names=tuple(SERVERS)):
        self.root = tempfile.mkdtemp(prefix="lotse-second-")
        os.chmod(self.root, 0o755)
        self.names = names
        self.processes, self.addresses = {}, {}
        self.shim = compile_shim(build) if "opensmtpd" in names else ""
        network = choose_network()
        hosts = [SERVERS[name][1] for name in names]
        self.ca_file = ca.make(f"{self.root}/certs", hosts, (), ("good", "rsa"))
        for number, name in enumerate(names):
            self.addresses[name] = f"{network}.{20 + number}"
        self.dns = mockdns.NameServer(
            f"{SERVERS[name][1]} A {self.addresses[name]}" for name in names)
        self.resolver = f"127.0.0.1@{self.dns.port}"
        try:
            for name in names:
                self.start(name, unpack(build, name))
            for name in names:
                self.wait(name)
        except BaseException:
            self.stop()
            raise

    def start(self, name, packages):
        scratch = f"{self.root}/{name}"
        os.makedirs(scratch)
        variables = {
            "certs": f"{self.root}/certs", "address": self.addresses[name],
            "user": USER, "password": PASSWORD, "shim": self.shim,
            "crypted": crypt.crypt(PASSWORD, crypt.METHOD_SHA512),
            "bcrypted": crypt.crypt(
                PASSWORD, crypt.mksalt(crypt.METHOD_BLOWFISH, rounds=16)),
            "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin",
            "LC_ALL": "C.UTF-8",
        }
        with open(f"{self.root}/{name}.log", "wb") as log:
            self.processes[name] = subprocess.Popen(
                ["unshare", "--mount", "--pid", "--fork", "--kill-child",
                 "--mount-proc", "sh", "-c", NAMESPACE + SERVERS[name][0],
                 "sh", packages, scratch],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env=variables, start_new_session=True)

    def log(self, name):
        with open(f"{self.root}/{name}.log", encoding="utf-8",
                  errors="replace") as text:
            return text.read()

    def wait(self, name):
        """Until all ports of a server are open."""
        end = time.monotonic() + START_SECONDS
        for port in SERVERS[name][2]:
            while True:
                with socket.socket() as probe:
                    probe.settimeout(1)
                    if probe.connect_ex((self.addresses[name], port)) == 0:
                        break
                if self.processes[name].poll() is not None:
                    raise RuntimeError(f"{name} ended: {self.log(name)}")
                if time.monotonic() > end:
                    raise RuntimeError(
                        f"{name}: nobody on {port}: {self.log(name)}")
                time.sleep(0.02)

    def stop(self):
        for process in self.processes.values():
            process.send_signal(signal.SIGKILL)
            process.wait()
        self.processes.clear()
        self.dns.stop()
        shutil.rmtree(self.root, ignore_errors=True)
