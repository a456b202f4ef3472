#!/usr/bin/env python3
"""Client profiles, byte for byte.

Every case runs `postlotse profile --settings` and compares the folder that
it fills with the folder of that name here.  After a change that is meant:

        tests/golden/profile.t --write

writes the folders anew; look at the difference before you commit it.
The version of the program stands as @VERSION@ in the files.
"""

import os
import shutil
import stat
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
POSTLOTSE = os.path.abspath(
    os.environ.get("POSTLOTSE", os.path.join(ROOT, "build", "postlotse")))
sys.path.insert(0, os.path.join(ROOT, "tests", "server"))

import printed                                          # noqa: E402

printed.watch(POSTLOTSE)
SECRET = "se\"c #r\\et;x%y$z'ü"

# folder, settings, address, formats, further options, password
CASES = [
    ("imap", "full", "jane@example.org",
     "autoconfig,mobileconfig,msmtp,mbsync,sheet,getmail,fetchmail,"
     "offlineimap,imapsync,goimapnotify,postfix,"
     "mutt,neomutt,aerc,s-nail,alpine,emacs,himalaya,himalaya-2,meli", [], None),
    ("pop3", "full", "jane@example.org",
     "autoconfig,mobileconfig,sheet,mpop,getmail,fetchmail,"
     "mutt,neomutt,s-nail,alpine,emacs",
     ["--prefer", "pop3"], None),
    ("german", "full", "jane@example.org",
     "autoconfig,mobileconfig,sheet", ["--lang", "de"], None),
    ("german-pop3", "full", "jane@example.org",
     "sheet", ["--lang", "de", "--prefer", "pop3"], None),
    ("odd", "odd", "jane+x@xn--mller-kva.example",
     "autoconfig,mobileconfig,msmtp,mbsync,sheet,fetchmail,imapsync,"
     "mutt,neomutt,s-nail",
     ["--name", "Jane \"JD\" <Doe> & Söhne"], None),
    ("odd-pop3", "odd", "jane+x@xn--mller-kva.example",
     "autoconfig,mobileconfig,sheet,mpop,fetchmail",
     ["--prefer", "pop3"], None),
    ("command", "full", "jane@example.org",
     "msmtp,mbsync,mpop,getmail,offlineimap,imapsync,goimapnotify,"
     "mutt,neomutt,aerc,s-nail",
     ["--password-command", "pass show 'my \"mail\"' | head -n 1"], None),
    ("password", "full", "jane@example.org",
     "mobileconfig,msmtp,mbsync,mpop,fetchmail,offlineimap,imapsync,"
     "goimapnotify,postfix,"
     "mutt,neomutt,aerc,s-nail,himalaya,himalaya-2,meli",
     ["--with-password"], SECRET),
    ("pop3-days", "full", "jane@example.org", "getmail",
     ["--prefer", "pop3", "--pop-delete", "30", "--with-password"], SECRET),
    ("pop3-at-once", "full", "jane@example.org", "mpop,getmail,fetchmail,"
     "mutt",
     ["--pop-delete", "at-once", "--prefer", "pop3"], None),
    ("sheet", "full", "jane@example.org", "sheet-html,sheet-markdown", [],
     None),
    ("sheet-pop3", "full", "jane@example.org", "sheet-html",
     ["--prefer", "pop3", "--pop-delete", "7"], None),
    ("sheet-german", "full", "jane@example.org", "sheet-html,sheet-markdown",
     ["--lang", "de"], None),
    ("sheet-client", "full", "jane@example.org",
     "sheet,sheet-html,sheet-markdown",
     ["--lang", "de", "--prefer", "pop3", "--client", "thunderbird"], None),
    ("desktop", "full", "jane@example.org",
     "claws,sylpheed,evolution,kmail,geary,goa", [], None),
    ("desktop-pop3", "full", "jane@example.org",
     "claws,sylpheed,evolution,kmail",
     ["--prefer", "pop3"], None),
    ("desktop-odd", "odd", "jane+x@xn--mller-kva.example",
     "claws,sylpheed,kmail", ["--name", "Jane \"JD\" <Doe> & Söhne"], None),
    ("desktop-odd-pop3", "odd", "jane+x@xn--mller-kva.example",
     "claws,sylpheed,evolution,kmail", ["--prefer", "pop3"], None),
    ("mozilla", "full", "jane@example.org", "thunderbird,thunderbird-qr,k9",
     [], None),
    ("mozilla-pop3", "full", "jane@example.org",
     "thunderbird,thunderbird-qr,k9", ["--prefer", "pop3"], None),
    ("mozilla-odd", "odd", "jane+x@xn--mller-kva.example",
     "thunderbird,thunderbird-qr,k9",
     ["--name", "Jane \"JD\" <Doe> & Söhne"], None),
    ("mozilla-odd-pop3", "odd", "jane+x@xn--mller-kva.example",
     "thunderbird,thunderbird-qr,k9", ["--prefer", "pop3"], None),
    ("oauth", "oauth", "jane@example.org", "autoconfig", [], None),
    ("oauth-known", "oauth-known", "jane@gmail.com",
     "autoconfig,thunderbird,thunderbird-qr,k9", ["--name", "Jane Doe"],
     None),
    ("outlook-imap", "full", "jane@example.org", "prf,autodiscover,fairemail",
     [], None),
    ("outlook-pop3", "full", "jane@example.org", "prf,autodiscover,fairemail",
     ["--prefer", "pop3"], None),
    ("outlook-odd", "outlook", "jane+x@xn--mller-kva.example",
     "prf,autodiscover,fairemail,pacc",
     ["--name", "Jane \"JD\" <Doe> & Söhne €"], None),
    ("outlook-odd-pop3", "odd", "jane+x@xn--mller-kva.example",
     "autodiscover", ["--prefer", "pop3"], None),
    ("link", "full", "jane@example.org", "fairemail,dclogin",
     ["--with-password"], SECRET),
]


def version():
    out = subprocess.run([POSTLOTSE, "--version"], text=True,
                         stdout=subprocess.PIPE, check=True, timeout=30)
    return out.stdout.split()[-1]


def make(case, folder):
    """Runs one case into folder; returns the process."""
    _, settings, address, formats, options, password = case
    command = [POSTLOTSE, "profile", address, "--for", formats,
               "--settings", f"{HERE}/settings/{settings}.json",
               "--out", folder]
    if "--lang" not in options:
        command += ["--lang", "en"]
    if password is not None:
        path = folder + ".password"
        with open(path, "w", encoding="utf-8") as f:
            f.write(password + "\n")
        command += ["--password-file", path]
    return subprocess.run(command + options, text=True, timeout=60,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)


def contents(folder):
    if not os.path.isdir(folder):
        return {}
    files = {}
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), "rb") as f:
            files[name] = f.read()
    return files


def neutral(files, number):
    tool = f"Postlotse {number}".encode()
    return {name: data.replace(tool, b"Postlotse @VERSION@")
            for name, data in files.items()}


def regenerate():
    number = version()
    with tempfile.TemporaryDirectory() as scratch:
        for case in CASES:
            folder = os.path.join(scratch, case[0])
            process = make(case, folder)
            if process.returncode != 0:
                sys.exit(f"{case[0]}: {process.stderr}")
            golden = os.path.join(HERE, case[0])
            shutil.rmtree(golden, ignore_errors=True)
            os.mkdir(golden)
            for name, data in neutral(contents(folder), number).items():
                with open(os.path.join(golden, name), "wb") as f:
                    f.write(data)


class Tap:
    def __init__(self):
        self.count = 0
        self.failed = 0

    def ok(self, good, name, detail=""):
        self.count += 1
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.count} - {name}")
        if not good:
            for line in str(detail).splitlines():
                print(f"#   {line}")


def difference(got, want):
    for number, (a, b) in enumerate(zip(got.splitlines(), want.splitlines())):
        if a != b:
            return f"line {number + 1}\n got  {a!r}\n want {b!r}"
    return f"{len(got)} bytes, not {len(want)}"


def check(tap, case, scratch, number):
    folder = os.path.join(scratch, case[0])
    process = make(case, folder)
    if process.returncode != 0:
        tap.ok(False, f"{case[0]}: exit status", process.stderr)
        return
    got = neutral(contents(folder), number)
    want = contents(os.path.join(HERE, case[0]))
    tap.ok(sorted(got) == sorted(want) and want != {},
           f"{case[0]}: the files", f"got {list(got)}, want {list(want)}")
    for name in want:
        data = got.get(name, b"")
        tap.ok(data == want[name], f"{case[0]}/{name}",
               difference(data, want[name]))
    modes = [stat.S_IMODE(os.stat(os.path.join(folder, name)).st_mode)
             for name in got]
    tap.ok(all(m == 0o600 for m in modes), f"{case[0]}: only the owner reads",
           modes)
    tap.ok(stat.S_IMODE(os.stat(folder).st_mode) == 0o700,
           f"{case[0]}: only the owner looks into the folder")
    secret = SECRET if case[5] is not None else None
    tap.ok(secret is None or secret not in process.stdout + process.stderr,
           f"{case[0]}: no password in messages")


def check_again(tap, scratch):
    """What is there already is never overwritten with other contents."""
    case = CASES[0]
    folder = os.path.join(scratch, case[0])
    before = contents(folder)
    os.chmod(os.path.join(folder, "jane@example.org.msmtprc"), 0o644)
    process = make(case, folder)
    tap.ok(process.returncode == 0 and contents(folder) == before,
           "the same files again", process.stderr)
    mode = os.stat(os.path.join(folder, "jane@example.org.msmtprc")).st_mode
    tap.ok(stat.S_IMODE(mode) == 0o600, "mode 0600 again")
    changed = os.path.join(folder, "jane@example.org.mbsyncrc")
    with open(changed, "ab") as f:
        f.write(b"# mine\n")
    os.remove(os.path.join(folder, "example.org.xml"))
    before = contents(folder)
    process = make(case, folder)
    tap.ok(process.returncode == 2 and changed in process.stderr,
           "a file that differs is named", process.stderr)
    tap.ok(contents(folder) == before, "and nothing is written at all",
           os.listdir(folder))


def main():
    if sys.argv[1:] == ["--write"]:
        regenerate()
        return
    tap = Tap()
    with tempfile.TemporaryDirectory() as scratch:
        number = version()
        for case in CASES:
            check(tap, case, scratch, number)
        check_again(tap, scratch)
    print(f"1..{tap.count}")
    sys.exit(1 if tap.failed else 0)


main()
