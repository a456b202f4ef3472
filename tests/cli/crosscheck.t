#!/usr/bin/env python3
"""The database beside two other collections: every difference is explained.

UPDATE=1 writes profiles/CROSSCHECK.md.
"""
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/cli"))
SHARED = os.environ.get("POSTLOTSE_SHARED", "")
DOCUMENT = ROOT / "profiles/CROSSCHECK.md"
PROVIDERS = ROOT / "profiles/providers"
count = failed = 0


def ok(good, name, why=""):
    global count, failed
    count += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {count} - {name}")
    if not good and why:
        print("\n".join("# " + line for line in str(why).splitlines()))


def skip(why):
    print(f"1..0 # SKIP NOT TESTED: {why}")
    sys.exit(0)


def entry(**changes):
    server = {"protocol": "imap", "host": "imap.a.test", "port": 993,
              "security": "tls", "username": "%EMAILADDRESS%"}
    return dict({"id": "a", "domains": ["a.test"], "servers": [server],
                 "evidence": [{"source": "page", "date": "2024-01"}]},
                **changes)


def test_rules(c):
    """What counts as a difference, and what explains it."""
    def table(ours, servers, date="2024-01"):
        t = c.Table()
        t.add(ours, c.Collection("_providers/a.md", date, ["a.test"],
                                 servers), ["a.test"])
        return t

    same = c.Server("imap", "imap.a.test", 993, "tls", "%EMAILADDRESS%")
    other = c.Server("imap", "mail.a.test", 993, "tls", None)
    user = c.Server("imap", "imap.a.test", 993, "tls", "%EMAILLOCALPART%")
    ok(not table(entry(), [same]).rows, "the same is no difference")
    ok(table(entry(), [other]).unexplained(), "another host is")
    ok(table(entry(), [user]).unexplained(), "another user name is")
    ok(table(entry(), [same, other]).unexplained(), "a further server is")
    ok(not table(entry(), [other], "2023-12").unexplained(),
       "newer evidence explains")
    ok(table(entry(evidence=[{"source": "x/_providers/a.md",
                              "date": "2025-01"}]), [other]).unexplained(),
       "but not the collection itself")
    ok(table(entry(evidence=[{"source": "page", "date": "2025-01",
                              "fields": ["smtp"]}]), [other]).unexplained(),
       "nor evidence of another part")
    values = [{"value": "imaps://mail.a.test", "source": "x/_providers/a.md"}]
    recorded = entry(disagreements=[{"field": "imap", "values": values}])
    ok(not table(recorded, [other]).unexplained(), "a record explains")
    values[0]["value"] = "imaps://old.a.test"
    ok(table(recorded, [other]).unexplained(), "a record of another does not")


def test_database(c):
    table = c.make(PROVIDERS, SHARED)
    ok(len(table.domains) > 800 and table.agreed > 300,
       f"{len(table.domains)} domains that others know, too")
    why = table.unexplained()
    ok(not why, f"{len(table.rows)} differences, each explained",
       "\n".join(why) + "\nGive the entry newer evidence, or record it "
       "under disagreements with that value and source.")
    text = c.markdown(table)
    if os.environ.get("UPDATE"):
        DOCUMENT.write_text(text)
    ok(DOCUMENT.read_text() == text,
       "CROSSCHECK.md is up to date (UPDATE=1 writes it)")


try:
    import crosscheck
except ImportError:
    skip("needs python3-yaml")
test_rules(crosscheck)
if SHARED and (Path(SHARED) / "data/ispdb").is_dir():
    test_database(crosscheck)
else:
    count += 1
    print(f"ok {count} # SKIP NOT TESTED: POSTLOTSE_SHARED has no data/ispdb")
print(f"1..{count}")
sys.exit(failed > 0)
