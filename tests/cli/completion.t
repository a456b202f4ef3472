#!/usr/bin/env python3
"""The shells complete subcommands, options and what options take."""

import os
import pty
import re
import select
import shutil
import subprocess
import time

from cli import HOME, PROGRAM, ROOT, done, ok, run, same, skip

FOLDER = os.path.join(os.path.dirname(PROGRAM), "completion")
WORK = HOME / "completion"
COMMANDS = ["advise", "check", "discover", "probe", "profile", "providers"]
WORK.mkdir()
(WORK / "settings.json").write_text("{}", encoding="utf-8")
(WORK / "setup").mkdir()


def words(line):
    """A line as bash takes it apart: an equals sign is a word."""
    return [w for w in re.split(r" |(=)", line) if w]


def bash(line):
    """What bash offers for the last word of the line."""
    parts = words(line) + ([""] if line.endswith(" ") else [])
    script = ('source "$1"; shift; COMP_WORDS=("$@"); '
              "COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _postlotse; "
              'printf "%s\\n" "${COMPREPLY[@]}"')
    r = subprocess.run(
        ["bash", "--norc", "-c", script, "bash", f"{FOLDER}/postlotse.bash",
         *parts], cwd=WORK, capture_output=True, text=True, timeout=60)
    ok(r.stderr == "", f"bash is silent: {line}", r.stderr)
    return sorted(w for w in r.stdout.split("\n") if w)


def fish(line):
    """What fish offers, without the descriptions."""
    r = subprocess.run(
        ["fish", "--no-config", "-c",
         f"source {FOLDER}/postlotse.fish; complete -C '{line}'"], cwd=WORK,
        env={**os.environ, "HOME": str(HOME)}, capture_output=True, text=True,
        timeout=60)
    ok(r.stderr == "", f"fish is silent: {line}", r.stderr)
    return sorted(w.split("\t")[0] for w in r.stdout.splitlines())


class Zsh:
    """zsh on a terminal: what a line becomes after TAB."""

    def __init__(self):
        pid, self.fd = pty.fork()
        if pid == 0:
            os.chdir(WORK)
            os.execvpe("zsh", ["zsh", "-f", "-i"], {
                "HOME": str(HOME), "PATH": os.environ["PATH"], "PS1": "$ ",
                "TERM": "dumb", "LANG": "C.UTF-8", "COLUMNS": "200"})
        os.write(self.fd, (
            f"stty -echo; fpath=({FOLDER} $fpath); autoload -U compinit; "
            f"compinit -u -D; show() {{ print -r -- \"<<$BUFFER>>\" }}; "
            "zle -N show; bindkey '^G' show; unsetopt beep zle_bracketed_paste;"
            "print rea''dy\n").encode())
        self.until("ready")

    def until(self, text):
        seen, end = "", time.monotonic() + 60
        while not re.search(text, seen) and time.monotonic() < end:
            if select.select([self.fd], [], [], 1)[0]:
                seen += os.read(self.fd, 4096).decode(errors="replace")
        return seen

    def complete(self, line):
        """The line, then TAB; the key that shows it comes when zsh rests, for
        a key that waits already ends a completion early."""
        os.write(self.fd, b"\x15" + line.encode() + b"\t")
        while select.select([self.fd], [], [], 1)[0]:
            os.read(self.fd, 4096)
        os.write(self.fd, b"\x07")
        found = re.search(r"<<(.*?)>>", self.until(r"<<.*?>>"), re.S)
        return found.group(1) if found else None


def names(command):
    return sorted(re.findall(r"^  (?:-.,|   ) (--[a-z0-9-]+)",
                             run(command, "--help").out, re.M))


def common(complete, shell):
    """What every shell offers in the same way."""
    same(complete("postlotse "), COMMANDS, f"{shell}: subcommands")
    same(complete("postlotse pro"), COMMANDS[3:], f"{shell}: some of them")
    same(complete("postlotse check --fail-on "), ["error", "warning"],
         f"{shell}: the words of a choice")
    same(complete("postlotse profile --client thunderbird-"), ["thunderbird-android"],
         f"{shell}: a mail program")
    same(complete("postlotse --lang en probe imap"), ["imap://", "imaps://"],
         f"{shell}: a value before the subcommand is none")
    same(complete("postlotse providers va"), ["validate"],
         f"{shell}: an action")
    same(complete("postlotse providers show gmx-"), ["gmx-international"],
         f"{shell}: an entry")
    same(complete("postlotse providers import s"), ["setup/"]
         if shell == "fish" else ["setup"], f"{shell}: a folder")
    same(complete("postlotse profile --settings set"),
         ["settings.json", "setup/"] if shell == "fish"
         else ["settings.json", "setup"], f"{shell}: files")
    same(complete("postlotse profile --for mbsync,msm"),
         ["mbsync,msmtp"], f"{shell}: one of a list")
    same(complete("postlotse check --auth CRAM"), ["CRAM-MD5"],
         f"{shell}: a mechanism")
    for command in COMMANDS:
        same(complete(f"postlotse {command} --"), names(command),
             f"{shell}: the options of {command}")


def in_bash():
    common(bash, "bash")
    same(bash("postlotse check --fail-on=w"), ["warning"],
         "bash: after an equals sign")
    same(bash("postlotse check --fail-on="), ["error", "warning"],
         "bash: nothing after an equals sign")
    same(bash("postlotse --fail-on=error providers ch"), ["check"],
         "bash: the value behind an equals sign is no subcommand")
    same(bash("postlotse check --user "), [], "bash: a free text")
    same(bash("postlotse providers check --of"), [],
         "bash: options of the subcommand, not of the action")


def in_fish():
    if not shutil.which("fish"):
        skip("fish completes", "NOT TESTED: fish is not there")
        return
    common(fish, "fish")
    same(fish("postlotse providers check --of"), [],
         "fish: options of the subcommand, not of the action")


def in_zsh():
    if not shutil.which("zsh"):
        skip("zsh completes", "NOT TESTED: zsh is not there")
        return
    z = Zsh()
    for line, want in (
            ("postlotse disc", "postlotse discover "),
            ("postlotse check --with-p", "postlotse check --with-password "),
            ("postlotse check --fail-on w", "postlotse check --fail-on warning "),
            ("postlotse profile --for=msm", "postlotse profile --for=msmtp,"),
            ("postlotse profile --for=k9,msm", "postlotse profile --for=k9,msmtp,"),
            ("postlotse providers vali", "postlotse providers validate "),
            ("postlotse providers show gmx-", "postlotse providers show gmx-international "),
            ("postlotse providers import se", "postlotse providers import setup/"),
            ("postlotse profile --settings setti",
             "postlotse profile --settings settings.json "),
            ("postlotse probe submissions", "postlotse probe submissions://")):
        got = z.complete(line)
        same(got, want, f"zsh: {line}")
    os.close(z.fd)


def installed():
    """make install puts them where the shells look, uninstall takes them
    away."""
    places = ["bash-completion/completions/postlotse",
              "fish/vendor_completions.d/postlotse.fish",
              "zsh/site-functions/_postlotse"]
    root = HOME / "root"

    def make(target):
        """As it is built: -o all builds nothing anew."""
        return subprocess.run(
            ["make", "-s", "-C", str(ROOT), "-o", "all", target,
             f"BUILD={os.path.dirname(PROGRAM)}", f"DESTDIR={root}",
             "PREFIX=/usr"], capture_output=True, text=True, timeout=60)

    r = make("install")
    same([p for p in places if not (root / "usr/share" / p).exists()], [],
         "make install brings them", r.stderr)
    r = make("uninstall")
    same([str(p) for p in root.rglob("*") if p.is_file()], [],
         "make uninstall leaves no file", r.stderr)


in_bash()
in_fish()
in_zsh()
installed()
done()
