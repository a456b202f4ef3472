#!/usr/bin/env python3
"""postlotse advise: needs and offers in, protocol and reasons out."""
import json
import tempfile
from pathlib import Path

from cli import ROOT, Terminal, done, environment, ok, run, same, skip

NEEDS = ("team", "confidential", "one-computer", "keep-on-server",
         "little-space", "often-offline", "archive", "local-archive",
         "sent-shared")
GMX = ["--offline", "anna@gmx.de"]


def schemas():
    try:
        import jsonschema  # pylint: disable=import-outside-toplevel
    except ImportError:
        return None
    schema = json.loads((ROOT / "cmd/advice.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


SCHEMA = schemas()


def advise(*args):
    """The JSON, which is always good; and the run."""
    r = run("advise", "--json", *args)
    same((r.status, r.err), (0, ""), f"advise {' '.join(args)}", r)
    d = json.loads(r.out)
    if SCHEMA is None:
        skip("schema", "needs python3-jsonschema")
    else:
        same([f"{list(e.path)}: {e.message}" for e in SCHEMA.iter_errors(d)],
             [], "its schema")
    return d


def ids(d, key="reasons"):
    return [x["id"] for x in d["advice"][key]]


def needs():
    """Every option arrives, alone and with the others."""
    for name in NEEDS:
        d = advise(f"--{name}")
        got = {k for k, v in d["advice"]["needs"].items() if v is True}
        same(got, {name}, f"--{name} alone")
        same((d["assumed"], d["advice"]["needs"]["devices"]), (False, 1),
             f"--{name}: one device")
    d = advise("--devices", "3", *(f"--{name}" for name in NEEDS))
    same({k for k, v in d["advice"]["needs"].items() if v}, {"devices", *NEEDS},
         "all together")
    same(d["advice"]["needs"]["devices"], 3, "--devices")
    d = advise()
    same((d["assumed"], d["advice"]["protocol"], ids(d), d["address"]),
         (True, "imap", ["imap.usual", "sending.smtp"], None),
         "no terminal and no need: one person, one device")
    d = advise("--devices", "1")
    same(d["assumed"], False, "--devices 1 is a word")


def schema_is_one():
    report = json.loads((ROOT / "cmd/report.schema.json").read_text())
    mine = json.loads((ROOT / "cmd/advice.schema.json").read_text())
    a, b = report["properties"]["advice"], mine["properties"]["advice"]
    for key in ("required", "properties", "additionalProperties"):
        same(a[key], b[key], f"advice in both schemas: {key}")
    same(report["$defs"]["said"], mine["$defs"]["said"], "reasons in both")


def addresses():
    """What the provider offers, out of the database."""
    d = advise(*GMX, "--confidential")
    same((d["address"], d["provider"], d["offer"]),
         ("anna@gmx.de", "GMX", {"imap": "offered", "pop3": "offered",
                                 "smtp": "offered"}), "gmx.de")
    same((d["advice"]["protocol"], d["advice"]["retention"],
          d["advice"]["days"]), ("pop3", "delete", None), "closed set-up")
    d = advise("--offline", "anna@web.de", "--one-computer")
    same((d["advice"]["protocol"], d["advice"]["retention"],
          d["advice"]["days"]), ("pop3", "days", 14), "one computer")
    ok("interval.minutes" in ids(d, "warnings"), "web.de: minimum interval",
       d)
    d = advise("--offline", "icloud.com", "--confidential")
    same((d["advice"]["protocol"], d["offer"]["pop3"], ids(d)[0]),
         ("imap", "absent", "imap.only"), "a provider without POP3")
    d = advise("--offline", "nobody.invalid", "--devices", "2")
    same((set(d["offer"].values()), d["advice"]["protocol"]),
         ({"unknown"}, "imap"), "an unknown domain: by the needs alone")
    d = advise("--offline", "tuta.com")
    same((d["advice"], set(d["offer"].values())), (None, {"absent"}),
         "neither IMAP nor POP3")


def texts():
    r = run("advise", *GMX, "--confidential")
    lines = r.out.splitlines()
    same(lines[0], "Set up POP3: fetched mail is deleted on the server at "
         "once.", "the first line says it")
    for word in ("\nAdvice\n", "\n  Set up            POP3\n", "\n  Reason ",
                 "\n  Note ", "Back it\n", "always done by SMTP", "\nNeeds\n",
                 "Mail is confidential", "\nServer\n",
                 "\n  IMAP              offered\n", "\n  Good to know "):
        ok(word in r.out, f"the text has {word.strip()}", r)
    ok(r.err == "" and all(len(x) <= 80 for x in lines), "80 columns", r)
    r = run("advise", "-q", "--one-computer")
    same(r.out, "Set up POP3: fetched mail stays on the server for 14 days.\n",
         "-q says the first line only")
    r = run("advise")
    ok("One person reads the mailbox on one device." in r.out,
       "what is assumed is said", r)
    r = run("advise", "--offline", "nobody.invalid", "--team")
    ok("No settings were found, so the advice rests on the needs" in r.out,
       "nothing found is said", r)
    r = run("advise", "--offline", "tuta.com")
    ok(r.status == 0 and r.out.startswith("Neither IMAP nor POP3 is offered")
       and "only\n" in r.out, "nothing to set up", r)
    r = run("advise", "--lang", "de", "--team")
    ok(r.out.startswith("Richten Sie IMAP ein: Die E-Mails bleiben")
       and "\nBedarf\n" in r.out and "Gesendet wird immer mit SMTP" in r.out,
       "German", r)


def talk(name, answers, last, *args, env=None):
    """Questions on the terminal and their answers; then the first line."""
    t = Terminal("advise", *args, env=env)
    for question, answer in answers:
        ok(question in t.read(question, 30), f"{name}: {question}",
           t.seen.decode())
        t.write(answer + "\n")
    same(t.wait(), 0, f"{name}: exit status")
    text = t.seen.decode().replace("\r", "").replace("\n ", " ")
    ok(last in text, f"{name}: {last}", text)
    asked = sum(text.count(x) for x in ("[y/N]", "[j/N]", "[1]"))
    same(asked, len(answers), f"{name}: no other question", text)


def dialogue():
    devices = "How many devices are to read this mailbox? [1]"
    team = "Do several people work with this mailbox? [y/N]"
    closed = "protected computer only? [y/N]"
    all_there = "Does one computer have to hold everything? [y/N]"
    space = "Is there little space in the mailbox on the server? [y/N]"
    talk("all empty", [(devices, ""), (team, ""), (closed, ""),
                       (all_there, ""), (space, "")], "Set up IMAP")
    talk("closed", [(devices, "1"), (team, "n"), (closed, "yes")],
         "Set up POP3: fetched mail is deleted")
    talk("a team", [(devices, "4"), (team, "y")], "Set up IMAP")
    talk("the middle way", [(devices, "2"), (team, "no"), (all_there, "Y")],
         "Set up POP3: fetched mail stays on the server for 14 days")
    talk("little space", [(devices, ""), (team, ""), (closed, ""),
                          (all_there, ""), (space, "y")],
         "Set up POP3: fetched mail stays")
    talk("no POP3 to decide on", [(devices, ""), (team, "")], "Set up IMAP",
         "--offline", "icloud.com")
    talk("nonsense is asked again",
         [(devices, "0"), ("type a number from 1 to 1000", ""),
          (team, "perhaps"), ("please answer yes or no", "y")], "Set up IMAP",
         "-q")
    talk("nonsense for ever", [(devices, "x"), (devices, "y"), (devices, "z")],
         "One person reads the mailbox on one device.")
    talk("the end of the input", [(devices, "\x04")],
         "One person reads the mailbox on one device.")
    talk("in German",
         [("Auf wie vielen Geräten soll dieses Postfach gelesen werden? [1]",
           "2"),
          ("Arbeiten mehrere Personen mit diesem Postfach? [j/N]", "nein"),
          ("Muss ein Computer alles enthalten? [j/N]", "J")],
         "Richten Sie POP3 ein", env=environment(LANGUAGE="de"))
    t = Terminal("advise", "--team")
    t.wait()
    ok(b"?" not in t.seen and b"Set up IMAP" in t.seen,
       "no question when a need is named", t.seen)


def misread():
    """A server that a source names with a port that is none is offered."""
    with tempfile.TemporaryDirectory() as folder:
        isp = Path(folder, "postlotse", "isp")
        isp.mkdir(parents=True)
        servers = "".join(
            f"<{kind}comingServer type='{name}'><hostname>{name}.verein.test"
            f"</hostname><port>{port}</port><socketType>SSL</socketType>"
            "<username>%EMAILADDRESS%</username>"
            f"</{kind}comingServer>".replace("outcoming", "outgoing")
            for kind, name, port in (("in", "imap", 99300),
                                     ("out", "smtp", 465)))
        (isp / "verein.test.xml").write_text(
            "<clientConfig version='1.1'><emailProvider id='x'>"
            f"<domain>verein.test</domain>{servers}</emailProvider>"
            "</clientConfig>", encoding="ascii")
        r = run("advise", "--offline", "anna@verein.test",
                env=environment(XDG_CONFIG_HOME=folder))
        ok(r.status == 0 and r.out.startswith("Set up IMAP"),
           "IMAP with an unusable port is not told as missing", r)
        r = run("profile", "--offline", "--for", "sheet", "anna@verein.test",
                env=environment(XDG_CONFIG_HOME=folder))
        ok(r.status == 0 and 'imap port "99300"' in r.err,
           "and a profile without it says why", r)


needs()
schema_is_one()
misread()
addresses()
texts()
dialogue()
done()
