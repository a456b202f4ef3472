#!/usr/bin/env python3
"""Every much used domain has an entry, or a row that says why it has none."""
import fnmatch
import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("POSTLOTSE", str(ROOT / "build/postlotse"))
SHARED = os.environ.get("POSTLOTSE_SHARED", "")
REASONS = {"closed", "not for customers", "no server found"}
count = failed = 0


def ok(good, name, why=""):
    global count, failed
    count += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {count} - {name}")
    if not good and why:
        print("\n".join("# " + line for line in str(why).splitlines()))


def used():
    lines = (ROOT / "tests/cli/used-domains").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def rows():
    """The rows of DOMAINS.md that begin with a domain."""
    found = []
    for line in (ROOT / "profiles/DOMAINS.md").read_text().splitlines():
        cells = [c.strip() for c in line.strip("|").split("|")]
        if line.startswith("|") and re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+",
                                                 cells[0]):
            found.append(cells)
    return found


def entries():
    """What the program knows, not what the files say."""
    out = subprocess.run([PROGRAM, "providers", "list", "--json"], check=True,
                         capture_output=True, text=True).stdout
    return json.loads(out)


def is_known(domain, known):
    return domain in known or any(fnmatch.fnmatch(domain, k) for k in known
                                  if k.startswith("*."))


def test_rows(table):
    wrong = [r for r in table if len(r) != 5 or r[1] not in REASONS
             or not r[2] or not r[3]
             or not re.fullmatch(r"20\d\d-\d\d(-\d\d)?", r[4])]
    ok(not wrong, "each row has reason, why, source and date", wrong)
    names = [r[0] for r in table]
    ok(names == sorted(set(names)), "rows are sorted, each domain once", names)


def test_domains(domains, table, known):
    ok(domains == sorted(set(domains)) and len(domains) > 150,
       f"{len(domains)} much used domains, sorted, each once")
    named = {r[0] for r in table}
    neither = [d for d in domains if d not in named and not is_known(d, known)]
    ok(not neither, "each has an entry or a row in profiles/DOMAINS.md",
       neither)
    both = [d for d in named if is_known(d, known)]
    ok(not both, "none has both", both)
    strange = named - set(domains)
    ok(not strange, "each row is of a much used domain", strange)


def test_shared(domains):
    """The lists of others that the project's own came from."""
    path = Path(SHARED) / "data/domains.txt"
    if not SHARED or not path.is_file():
        print(f"ok {count + 1} # SKIP NOT TESTED: POSTLOTSE_SHARED has no "
              "data/domains.txt")
        return 1
    theirs = [line.split("\t")[0] for line in path.read_text().splitlines()
              if line and not line.startswith("#")]
    missing = [d for d in theirs if d not in domains]
    ok(theirs and not missing, f"{len(theirs)} domains of other lists are in "
       "ours", missing)
    return 0


all_entries = entries()
known_domains = {d for e in all_entries for d in e.get("domains", [])}
test_rows(rows())
test_domains(used(), rows(), known_domains)
skipped = test_shared(used())
print(f"1..{count + skipped}")
sys.exit(failed > 0)
