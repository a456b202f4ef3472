#!/usr/bin/env python3
"""profile --install: one account more, and nothing lost."""

import json
import os
import shutil
import stat
import subprocess
import tempfile

import cli

ok = cli.ok
scratch = tempfile.mkdtemp(prefix="postlotse-install-")
SETTINGS = os.path.join(scratch, "settings.json")
MINE = ("defaults\nlogfile ~/log\n\naccount work\nhost smtp.work.example\n"
        "password open-sesame\n"
        "from w@work.example\naccount default : work")

with open(SETTINGS, "w", encoding="utf-8") as out:
    json.dump({"schema": "postlotse-settings/1", "settings": {
        name: {"host": f"{name}.example.org", "port": port,
               "security": "tls", "username": "%EMAILADDRESS%"}
        for name, port in (("imap", 993), ("pop3", 995), ("smtp", 465))}}, out)


def home(**files):
    folder = tempfile.mkdtemp(dir=scratch)
    for name, text in files.items():
        with open(os.path.join(folder, "." + name), "w",
                  encoding="utf-8", newline="") as out:
            out.write(text)
    return folder


def arguments(fmt, *options, address="jane@example.org", settings=SETTINGS):
    return ["profile", address, "--settings", settings, "--for", fmt,
            "--install", "--lang", "en", "--password-command", "echo open",
            *options]


def install(folder, fmt, *options, config=None, **more):
    env = cli.environment(HOME=folder, XDG_CONFIG_HOME=config)
    return subprocess.run(
        [cli.PROGRAM, *arguments(fmt, *options, **more)], env=env,
        timeout=60, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        start_new_session=True)


def answer(folder, fmt, word, before=lambda: None):
    """Installs on a terminal; before() is called when it asks."""
    t = cli.Terminal(*arguments(fmt), env=cli.environment(
        HOME=folder, XDG_CONFIG_HOME=None))
    t.read("[y/N] ")
    before()
    t.write(word + "\n")
    return t.wait(), t.seen.decode(errors="replace")


def mode(*parts):
    return stat.S_IMODE(os.stat(os.path.join(*parts)).st_mode)


def read(*parts):
    with open(os.path.join(*parts), encoding="utf-8", newline="") as text:
        return text.read()


# A home without the file.
h = home()
r = install(h, "msmtp", "--yes")
ok(r.returncode == 0 and "+host           smtp.example.org" in r.stderr,
   "the change is shown", r.stderr)
ok(mode(h, ".msmtprc") == 0o600, "for the owner only")
first = read(h, ".msmtprc")
ok("account default : jane@example.org" in first, "the first is the default")
r = install(h, "msmtp", "--yes")
ok(r.returncode == 0 and "unchanged" in r.stderr and
   read(h, ".msmtprc") == first and os.listdir(h) == [".msmtprc"],
   "a second time nothing changes", r.stderr)

# One account more: what was there stays, byte for byte, and has a copy.
h = home(msmtprc=MINE)
r = install(h, "msmtp", "--yes")
text = read(h, ".msmtprc")
ok(r.returncode == 0 and text.startswith(MINE + "\n\n"),
   "what is there stays in front", r.stderr)
ok(text.count("account default") == 1, "the default stays the user's")
ok(read(h, ".msmtprc.postlotse-backup-1") == MINE, "a copy is kept")
ok(stat.S_IMODE(os.stat(f"{h}/.msmtprc.postlotse-backup-1").st_mode) == 0o600,
   "the copy is for the owner only")
ok("open-sesame" not in r.stdout + r.stderr,
   "the user's own lines are not shown", r.stderr)
r = install(h, "msmtp", "--yes")
ok("unchanged" in r.stderr and read(h, ".msmtprc") == text,
   "a second time nothing changes here either", r.stderr)
if shutil.which("msmtp"):
    for name, host in (("work", "smtp.work.example"),
                       ("jane@example.org", "smtp.example.org")):
        r = subprocess.run(["msmtp", "-C", f"{h}/.msmtprc", "-P", "-a", name],
                           capture_output=True, text=True, timeout=20,
                           env={**os.environ, "HOME": h}, check=False)
        ok(f"host = {host}\n" in r.stdout, f"msmtp knows {name}",
           r.stdout + r.stderr)
else:
    cli.skip("msmtp knows both", "NOT TESTED: msmtp is not there")

# A copy for each change, none over another; all for the owner only.
h = home(msmtprc=MINE)
os.chmod(f"{h}/.msmtprc", 0o644)
install(h, "msmtp", "--yes")
text = read(h, ".msmtprc")
r = install(h, "msmtp", "--yes", address="joe@example.org")
ok(r.returncode == 0 and read(h, ".msmtprc.postlotse-backup-1") == MINE and
   read(h, ".msmtprc.postlotse-backup-2") == text, "a copy of each", r.stderr)
names = sorted(os.listdir(h))
ok(len(names) == 3 and all(mode(h, name) == 0o600 for name in names),
   "the owner alone reads them", [(n, oct(mode(h, n))) for n in names])

# A file that names no default gets one.
h = home(msmtprc="account work\ntls_certcheck off\nhost x\n")
r = install(h, "msmtp", "--yes")
ok(r.returncode == 0 and
   read(h, ".msmtprc").endswith("account default : jane@example.org\n"),
   "ours is the default where none is named", r.stderr)
h = home(msmtprc="defaults\nport 26\naccount work\ntls_certcheck off\n")
r = install(h, "msmtp", "--yes")
ok(r.returncode == 0, "what holds for another account does no harm",
   r.stderr)

for default in ("account default: work", 'account "default" : work'):
    h = home(msmtprc=MINE.replace("account default : work", default))
    r = install(h, "msmtp", "--yes")
    ok(r.returncode == 0 and
       "account default : jane" not in read(h, ".msmtprc"),
       f"the user's default stays the only one: {default}", r.stderr)

# Copies that are there stay, whatever they are.
h = home(msmtprc=MINE, **{"msmtprc.postlotse-backup-1": "old"})
os.symlink("nowhere", f"{h}/.msmtprc.postlotse-backup-2")
r = install(h, "msmtp", "--yes")
ok(r.returncode == 0 and read(h, ".msmtprc.postlotse-backup-1") == "old" and
   read(h, ".msmtprc.postlotse-backup-3") == MINE and
   not os.path.exists(f"{h}/nowhere"), "no copy is replaced", r.stderr)

# Settings in front of every account are those of the default one.
h = home(msmtprc="# mine\nhost w.example\n")
r = install(h, "msmtp", "--yes")
ok(r.returncode == 0 and "account default" not in read(h, ".msmtprc"),
   "a default without a name stays the only one", r.stderr)
if shutil.which("msmtp"):
    r = subprocess.run(["msmtp", "-C", f"{h}/.msmtprc", "-P"],
                       capture_output=True, text=True, timeout=20,
                       env={**os.environ, "HOME": h}, check=False)
    ok("host = w.example\n" in r.stdout, "and msmtp reads it",
       r.stdout + r.stderr)

# Nobody says yes.
h = home(msmtprc=MINE)
r = install(h, "msmtp")
ok(r.returncode == 2 and "--yes" in r.stderr and
   read(h, ".msmtprc") == MINE and os.listdir(h) == [".msmtprc"],
   "without a yes nothing changes", r.stderr)

# Somebody is asked.
for word, done in (("n", False), ("", False), ("y", True)):
    h = home(msmtprc=MINE)
    status, said = answer(h, "msmtp", word)
    ok(status == 0 and f"Change {h}/.msmtprc?" in said and
       (read(h, ".msmtprc") == MINE) != done and
       (os.listdir(h) == [".msmtprc"]) != done, f"answer: {word!r}", said)
h = home(msmtprc=MINE)


def edit():
    with open(f"{h}/.msmtprc", "a", encoding="utf-8") as rc:
        rc.write("\n# meanwhile\n")


status, said = answer(h, "msmtp", "y", edit)
ok(status == 2 and "changed meanwhile" in said and
   read(h, ".msmtprc") == MINE + "\n# meanwhile\n" and
   os.listdir(h) == [".msmtprc"], "changed while it asked", said)
h = home()
status, said = answer(h, "msmtp", "y", edit)
ok(status == 2 and "changed meanwhile" in said and
   read(h, ".msmtprc") == "\n# meanwhile\n", "made while it asked", said)

# What is refused, and left as it was.
for name, fmt, before, words in (
        ("an account of that name", "msmtp",
         "account jane@example.org\nhost other.example\n",
         "another account called jane@example.org"),
        ("one in quotes", "msmtp",
         'account "jane@example.org"\nhost other.example\n',
         "another account called jane@example.org"),
        ("one that takes from another", "msmtp",
         "account a\nhost x\n\taccount  jane@example.org:a\n",
         "another account called jane@example.org"),
        ("harmful defaults", "msmtp",
         "defaults\ntls_certcheck off\naccount a\nhost x\n",
         "'tls_certcheck'"),
        *((f"defaults with {name}", "msmtp", f"defaults\n\t{name} x\n",
           f"'{name}'") for name in (
               "tls_fingerprint", "tls_host_override", "tls_priorities",
               "tls_cert_file", "proxy_host", "socket", "source_ip",
               "password", "eval", "aliases")),
        ("harmful defaults behind an account", "msmtp",
         "account a\nhost x\ndefaults\ntls_certcheck off\n",
         "'tls_certcheck'"),
        ("harmful defaults of mpop", "mpop",
         "defaults\ntls_fingerprint 00\n", "'tls_fingerprint'"),
        ("NUL bytes", "msmtp", "account a\nhost x\0\n", "NUL bytes"),
        ("carriage returns", "msmtp", "account a\r\nhost x\r\n",
         "carriage returns"),
        ("a file that cannot be added to", "mbsync", "IMAPAccount a\n",
         "nothing can be added")):
    rc = f"{fmt}rc"
    h = home(**{rc: before})
    r = install(h, fmt, "--yes", *(["--prefer", "pop3"] if fmt == "mpop"
                                   else []))
    ok(r.returncode == 2 and words in r.stderr and
       read(h, "." + rc) == before and os.listdir(h) == ["." + rc],
       f"refused: {name}", r.stderr)

# A link of a dotfile manager stays one; its file is the one that changes.
h = home(real=MINE)
os.symlink(".real", f"{h}/.msmtprc")
r = install(h, "msmtp", "--yes")
ok(r.returncode == 0 and os.path.islink(f"{h}/.msmtprc") and
   "smtp.example.org" in read(h, ".real"), "a link stays a link", r.stderr)
h = home()
os.symlink("nowhere", f"{h}/.msmtprc")
r = install(h, "msmtp", "--yes")
ok(r.returncode == 2 and os.listdir(h) == [".msmtprc"], "a link to nothing",
   r.stderr)
h = home(msmtprc=MINE)
os.link(f"{h}/.msmtprc", f"{h}/.twin")
r = install(h, "msmtp", "--yes")
ok(r.returncode == 2 and read(h, ".msmtprc") == MINE, "a file of two names",
   r.stderr)

# What turns the letters of a line around is no user name.
odd = os.path.join(scratch, "odd.json")
with open(odd, "w", encoding="utf-8") as out:
    out.write(read(SETTINGS).replace("%EMAILADDRESS%", "ja\u202ene"))
r = install(home(), "mbsync", "--yes", settings=odd)
ok(r.returncode == 2 and "username: holds a control or invisible" in r.stderr
   and "\u202e" not in r.stderr, "a user name that reads otherwise", r.stderr)

r = install(home(), "fetchmail", "--yes", "--prefer", "pop3")
ok(r.returncode == 0 and "\n+\t" in r.stderr and "\\x09" not in r.stderr,
   "its indents are blank", r.stderr)
# What is no file of the user's own.
h = home()
os.mkfifo(f"{h}/.msmtprc")
r = install(h, "msmtp", "--yes")
ok(r.returncode == 2 and "not a regular file" in r.stderr and
   os.listdir(h) == [".msmtprc"], "a pipe", r.stderr)
h = home(msmtprc=MINE)
os.chmod(f"{h}/.msmtprc", 0o400)
r = install(h, "msmtp", "--yes")
ok(r.returncode == 2 and "not to be written" in r.stderr and
   read(h, ".msmtprc") == MINE, "a file that is read only", r.stderr)
if os.geteuid() == 0:
    h = home(msmtprc=MINE)
    os.chown(f"{h}/.msmtprc", 65534, 65534)
    r = install(h, "msmtp", "--yes")
    ok(r.returncode == 2 and "is not yours" in r.stderr and
       read(h, ".msmtprc") == MINE, "a file of another user", r.stderr)
else:
    cli.skip("a file of another user", "NOT TESTED: needs root")

# Other places.
h = home()
os.umask(0o022)
r = install(h, "getmail,mbsync", "--yes")
ok(r.returncode == 0 and
   os.path.exists(f"{h}/.config/getmail/jane@example.org.getmailrc") and
   os.path.exists(f"{h}/.mbsyncrc"), "folders are made", r.stderr)
ok(mode(h, ".config") == mode(h, ".config/getmail") == 0o700,
   "for the owner only, too")
r = install(h, "mbsync", "--yes")
ok(r.returncode == 0 and "unchanged" in r.stderr,
   "the same file is no other contents", r.stderr)
for place, other in ((".msmtprc", None), (".config/msmtp/config", None),
                     (".msmtprc", ".config/msmtp/config"),
                     ("xdg/msmtp/config", ".config/msmtp/config")):
    h = home()
    for name in filter(None, (place, other)):
        os.makedirs(os.path.dirname(f"{h}/{name}"), exist_ok=True)
        with open(f"{h}/{name}", "w", encoding="utf-8") as out:
            out.write(MINE)
    r = install(h, "msmtp", "--yes",
                config=f"{h}/xdg" if place.startswith("xdg") else "relative")
    ok(r.returncode == 0 and read(h, place) != MINE and
       (other is None or read(h, other) == MINE) and
       (place == ".msmtprc") == os.path.exists(f"{h}/.msmtprc"),
       f"{place}, not {other}", r.stderr)
r = install("here", "msmtp", "--yes")
ok(r.returncode == 2 and "HOME does not say" in r.stderr, "a relative home",
   r.stderr)
# getmail looks into one folder only: the old one where there is no other.
for there, want in (((".getmail",), ".getmail"),
                    ((".getmail", ".config/getmail"), ".config/getmail")):
    h = home()
    for folder in there:
        os.makedirs(f"{h}/{folder}")
    r = install(h, "getmail", "--yes")
    ok(r.returncode == 0 and
       os.listdir(f"{h}/{want}") == ["jane@example.org.getmailrc"],
       f"getmail, {' and '.join(there)}", r.stderr)
for options, words in ((("sheet", "--yes"), "knows no place for sheet"),
                       (("msmtp", "--out", "x"), "without --out")):
    r = install(home(), *options)
    ok(r.returncode == 2 and words in r.stderr, f"usage: {words}", r.stderr)

shutil.rmtree(scratch)
cli.done()
