#!/usr/bin/env python3
"""POP or IMAP by cases: what is advised, and the pages that tell it.

UPDATE=1 writes examples/advice.md and advice.de.md anew.
"""
import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cli"))
from cli import done, environment, ok, same  # noqa: E402

BUILD = Path(os.environ.get("BUILD", "build")).resolve()
TOOL = BUILD / "tests/show-advice"
PAGES = {"en": "advice.md", "de": "advice.de.md"}
HEAD = {"en": """# POP or IMAP: cases

What `postlotse advise` and `postlotse check` say, and why. The page is made
by `tests/golden/advice.t` out of the program's own sentences, and compared
with them in every test run. [Deutsch](advice.de.md)
""", "de": """# POP oder IMAP: Fälle

Was `postlotse advise` und `postlotse check` raten, und warum. Diese Seite
macht `tests/golden/advice.t` aus den Sätzen des Programms und vergleicht sie
bei jedem Testlauf damit. [English](advice.md)
"""}
WORDS = {
    "en": {"imap": "**IMAP**", "pop3 delete": "**POP3, deleting at once**",
           "pop3 days": "**POP3, leaving mail on the server for {} days**",
           "pop3 keep": "**POP3, leaving mail on the server**",
           "none": "**Neither IMAP nor POP3**", "mind": "To be told as well:"},
    "de": {"imap": "**IMAP**",
           "pop3 delete": "**POP3, sofortiges Löschen**",
           "pop3 days": "**POP3, {} Tage auf dem Server lassen**",
           "pop3 keep": "**POP3, auf dem Server lassen**",
           "none": "**Weder IMAP noch POP3**", "mind": "Auch zu sagen:"}}


def read_cases():
    text = (ROOT / "tests/golden/advice.cases").read_text("utf-8")
    for block in re.split(r"\n\n+", text):
        lines = [x for x in block.splitlines() if not x.startswith("#")]
        if not lines:
            continue
        titles = [x[3:] for x in lines if x.startswith("== ")]
        case = dict(re.findall(r"^(\w+): ?(.*)$", "\n".join(lines), re.M))
        case["title"] = dict(zip(("en", "de"), titles))
        yield case


def show(case, lang):
    p = subprocess.run([TOOL, lang, *case["given"].split()], check=False,
                       capture_output=True, text=True, timeout=60,
                       env=environment(
                           LANGUAGE=lang, CATALOGUES=str(BUILD / "locale")))
    return json.loads(p.stdout) if p.returncode == 0 else p


def advised(a):
    if a is None:
        return "none"
    return " ".join(str(x) for x in (a["protocol"], a["retention"], a["days"])
                    if x is not None)


def ids(a, key):
    return [] if a is None else [x["id"] for x in a[key]]


def check(case, seen):
    a = show(case, "en")
    title = case["title"]["en"]
    same(advised(a), case["advice"], title, a)
    for key in ("reasons", "warnings"):
        same(ids(a, key), case[key].split(), f"{title}: {key}")
        seen["codes"].update(ids(a, key))
    if a is not None:
        seen["choices"].add(a["choice"])
        seen["remarks"] |= a["remarks"]
        seen["totals"] = (a["choices"], a["rows"])


def page(cases, lang):
    words, out = WORDS[lang], [HEAD[lang]]
    for case in cases:
        a = show(case, lang)
        kind = re.sub(r" \d+$", "", case["advice"])
        days = "" if a is None or a["days"] is None else a["days"]
        out.append(f"## {case['title'][lang]}\n\n{case[lang]}\n\n"
                   f"{words[kind].format(days)}\n")
        if a is None:
            continue
        out.append("".join(f"- {x['text']}\n" for x in a["reasons"]))
        if a["warnings"]:
            out.append(f"{words['mind']}\n")
            out.append("".join(f"- {x['text']}\n" for x in a["warnings"]))
    return "\n".join(out)


def codes():
    """All of the words of the program."""
    text = (ROOT / "profiles/settings/advice.c").read_text()
    return set(re.findall(r'\[ADVICE_\w+\] =\s+"([\w.-]+)"', text))


all_cases = list(read_cases())
ok(len(all_cases) > 25, "cases", len(all_cases))
what = {"choices": set(), "remarks": 0, "codes": set(), "totals": (0, 0)}
for one in all_cases:
    check(one, what)
same(sorted(what["choices"]), list(range(what["totals"][0])),
     "every choice has a case")
same([i for i in range(what["totals"][1]) if not what["remarks"] >> i & 1],
     [], "every remark has a case")
same(sorted(codes() - what["codes"]), [], "every reason has a case")
for lang, name in PAGES.items():
    path, text = ROOT / "examples" / name, page(all_cases, lang)
    ok("{" not in text and "}" not in text, f"{name}: all places are filled")
    if os.environ.get("UPDATE"):
        path.write_text(text, "utf-8")
    same(path.read_text("utf-8").splitlines() if path.exists() else None,
         text.splitlines(), f"{name} is what the program says")
done()
