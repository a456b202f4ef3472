#!/usr/bin/env python3
"""German: complete, with the same places, and on every machine."""
import re
import subprocess

from cli import HOME, PROGRAM, ROOT, done, environment, ok, run, same

PO = ROOT / "cmd/po/de.po"
ASK = ["discover", "--offline", "-q", "anna@gmx.de"]
GERMAN = "Die Einstellungen von anna@gmx.de wurden gefunden"
ENGLISH = "The settings of anna@gmx.de were found"


def tool(*args, **more):
    return subprocess.run(list(map(str, args)), capture_output=True,
                          text=True, timeout=120, check=False, **more)


def entries(path):
    """(msgid, [msgstr...], flags) of a catalogue, as msgcat prints it."""
    text = tool("msgcat", "--no-wrap", "--to-code=UTF-8", path).stdout
    for block in text.split("\n\n"):
        if re.search(r"^#~", block, re.M):
            continue
        msgid = joined(block, r"msgid")
        if msgid:
            yield (msgid, [joined(block, re.escape(k)) for k in
                           re.findall(r"^(msgstr(?:\[\d\])?) ", block, re.M)],
                   re.findall(r"^#, (.*)$", block, re.M))


def joined(block, keyword):
    m = re.search(rf'^{keyword} ((?:".*"\n?)+)', block, re.M)
    return "".join(re.findall(r'"(.*)"', m[1])) if m else ""


def catalogue():
    pot = HOME / "postlotse.pot"
    p = tool("make", "-s", "-C", ROOT, f"BUILD={HOME}",
             f"{HOME}/postlotse.pot")
    ok(p.returncode == 0 and pot.exists(), "the template", p.stderr)
    p = tool("msgfmt", "--check", "-o", HOME / "de.mo", PO)
    ok(p.returncode == 0, "msgfmt --check", p.stderr)
    german = {msgid: (texts, flags) for msgid, texts, flags in entries(PO)}
    wanted = [msgid for msgid, _, _ in entries(pot)]
    ok(len(wanted) > 300, "the template is not empty", len(wanted))
    same([m for m in wanted if m not in german
          or not all(german[m][0])], [], "nothing is untranslated")
    same([m for m in german if any("fuzzy" in f for f in german[m][1])], [],
         "nothing is fuzzy")
    same([m for m in german if m not in wanted], [], "nothing is left over")
    places = re.compile(r"\{[a-z_0-9]*\}")
    same([m for m, (texts, _) in german.items() for t in texts
          if set(places.findall(m)) != set(places.findall(t))], [],
         "places in braces agree")
    same([m for m, (texts, _) in german.items() for t in texts
          if m[:1].isspace() != t[:1].isspace()
          or m[-1:].isspace() != t[-1:].isspace()], [],
         "blanks at the ends agree")


def refusals():
    """What a profile cannot say is said in German from end to end."""
    for options, words in (
            (["--for", "mbsync", "--prefer", "pop3"],
             "mbsync kann Mail nicht mit POP3 abrufen"),
            (["--for", "mpop", "--prefer", "pop3", "--pop-delete", "30"],
             "mpop lässt sich nicht anweisen, nach dem Abrufen auf dem "
             "Server Mail nach einigen Tagen zu löschen"),
            (["--for", "getmail", "--user", " anna "],
             "getmail kann einen Wert mit Leerzeichen am Anfang oder Ende "
             "nicht lesen: Benutzername")):
        r = run("profile", "anna@gmx.de", "--offline", "--lang", "de",
                *options)
        same((r.status, r.err.strip().endswith(words)), (2, True),
             f"{options[1]}: refused in German", r)


def machines():
    """--lang wins everywhere; without it the locale speaks."""
    for env in ({"LC_ALL": "C"}, {"LC_ALL": "POSIX"}, {"LC_ALL": None},
                {"LC_ALL": None, "LANG": "C"}, {"LC_ALL": "C.UTF-8"},
                {"LC_ALL": "xx_YY.UTF-8"}, {"LANGUAGE": "fr"},
                {"LC_ALL": "C", "LANGUAGE": None}):
        r = run(*ASK, "--lang", "de", env=environment(**env))
        ok(r.out.startswith(GERMAN), f"--lang de, {env}", r)
        r = run(*ASK, "--lang=en", env=environment(**env))
        ok(r.out.startswith(ENGLISH), f"--lang en, {env}", r)
    table = [
        ({"LC_ALL": "C.UTF-8", "LANGUAGE": "de"}, GERMAN),
        ({"LC_ALL": "xx_YY.UTF-8", "LANGUAGE": "de"}, GERMAN),
        ({"LC_ALL": "de_DE.UTF-8", "LANGUAGE": None}, GERMAN),
        ({"LC_ALL": None, "LANG": "de_AT.UTF-8", "LANGUAGE": None}, GERMAN),
        ({"LC_ALL": "C", "LANGUAGE": "de"}, ENGLISH),
        ({"LC_ALL": None, "LANGUAGE": None}, ENGLISH),
        ({"LC_ALL": "C.UTF-8", "LANGUAGE": None}, ENGLISH),
    ]
    for env, want in table:
        r = run(*ASK, env=environment(**env))
        ok(r.out.startswith(want), f"no --lang, {env}", r)
    r = run("check", "--lang", "de", "anna",
            env=environment(LC_ALL="C", LANGUAGE=None))
    ok("ihr fehlt das @" in r.err, "messages too", r)
    r = run("--timeout", "x", "check", "--lang=de",
            env=environment(LC_ALL="C", LANGUAGE=None))
    ok("keine Anzahl von Sekunden" in r.err, "also before --lang", r)


def details():
    """What the sources say of themselves; see cmd/tell/detail.c."""
    said = re.compile(
        r'(?:lookup_none|lookup_failed|pass_on|fail)\([^;"]*"([^"%]* [^"%]*)"'
        r'\s*\)|(?:why_out =|return) "([^"%]* [^"%]*)";')
    known = {e[0] for e in entries(PO)}
    found = {(path.name, a or b)
             for form in ("probe/discover/*.c", "probe/net/http.c",
                          "profiles/read/*.c", "profiles/format/xml-*.c")
             for path in ROOT.glob(form)
             for a, b in said.findall(path.read_text())}
    ok(len(found) > 30, "sources say why they found nothing", found)
    missing = sorted(x for x in found if x[1] not in known)
    ok(not missing, "and all of it is known in German", missing)


def umlauts():
    r = run("--help", "--lang", "de", env=environment(LC_ALL="C"))
    ok(r.status == 0 and "Gespräche" in r.out, "UTF-8 in every locale", r)
    ok(all(len(x) <= 80 for x in r.out.splitlines()), "80 columns", r)
    columns = {m.start(1) for m in re.finditer(
        r"^ {2}(?:-\w,| {3}) --\S+(?: \S+)? {2,}(\S)", r.out, re.M)}
    starts = {len(m[1]) for m in re.finditer(
        r"^( {2}(?:-\w,| {3}) --\S+(?: \S+)? {2,})\S", r.out, re.M)}
    ok(columns and len(starts) == 1, "aligned", starts)
    p = subprocess.run([PROGRAM, "--help"], env={}, capture_output=True,
                       timeout=60, check=False)
    ok(p.returncode == 0 and p.stdout.startswith(b"usage:"),
       "an empty environment", p.stderr)


catalogue()
machines()
refusals()
details()
umlauts()
done()
