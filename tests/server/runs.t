#!/usr/bin/env python3
"""Many runs at once on one engine are as good as a process each.

500 runs against scripted servers, a fifth of them broken in ten ways, in two
languages: every report equals that of a process of its own, apart from times.
And runs that get their password late, or are freed on the way.
"""

import collections
import json
import os
import sys
import tempfile

from manyruns import GOOD, SECONDS, alone, listen, player, together, url
import ca
import mock

RUNS = 500
LANGUAGES = ("de", "en")
ANSWERS = {"count": 0, "failed": 0}

# Ten ways to be broken; each is the endpoint of a URL.
BROKEN = """
[server refused imap host=mail.example.test]
tls: good
S: * BYE too many connections
close:

[server babble imap host=mail.example.test]
tls: good
S: 220 this is another protocol
perhaps:

[server alert imap host=mail.example.test]
tls: alert 40

[server rejected imap host=mail.example.test]
play: ready tls
login: PLAIN
S: {tag} NO [AUTHENTICATIONFAILED] wrong

[server tokens imap host=mail.example.test]
play: ready tls auth=XOAUTH2

[server stripped imap host=mail.example.test]
S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready
perhaps:

[server injected imap host=mail.example.test]
S: * OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready
C: * STARTTLS
S: {tag} OK begin TLS now
   * OK early
perhaps:

[server expired pop3 host=mail.example.test]
tls: expired
S: +OK ready
play: capa

[server noauth smtp host=mail.example.test]
tls: good
S: 220 mail.example.test ESMTP
C: EHLO *
S: 250 mail.example.test

[server gone imap mode=refused host=mail.example.test]
perhaps:
"""



def ok(good, name, detail=""):
    ANSWERS["count"] += 1
    ANSWERS["failed"] += not good
    print("ok" if good else "not ok", ANSWERS["count"], "-", name, flush=True)
    if not good and detail:
        print("\n".join("# " + line for line in str(detail).splitlines()))


def same(got, want, name):
    ok(got == want, name, f"{got!r}\nis not\n{want!r}")


def timeless(value):
    """The report without what a clock says."""
    if isinstance(value, dict):
        return {k: timeless(v) for k, v in value.items()
                if k not in ("started", "elapsed_ms", "ms",
                             "days_left")}
    if isinstance(value, list):
        return [timeless(v) for v in value]
    return value


def read(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return json.load(file)


def out_of_time(report):
    """On a busy machine the scripted server may take longer than the look at
    a mailbox waits, or so long to greet that it is told."""
    return any(step["name"] == "mailbox" and step["ms"] >= 2900
               for e in report["endpoints"] for a in e["addresses"]
               for step in a["steps"]) or any(
        finding["id"] == "greeting.delayed"
        for e in report["endpoints"] for finding in e["findings"])


def compare(net, certificates, folder, jobs, want):
    """Those whose report is another than alone, which want remembers."""
    wrong = []
    r = together(net, certificates, folder, jobs)
    same((r.returncode, r.stderr), (0, ""), f"{len(jobs)} runs end")
    for file, language, _, _, where in jobs:
        key = language, where
        for _ in range(10):
            if key in want:
                break
            report = alone(net, certificates, folder, language, where)
            if not out_of_time(report):
                want[key] = timeless(report)
        got = read(folder, file)
        if not out_of_time(got) and timeless(got) != want[key]:
            wrong.append((file, key, difference(timeless(got), want[key])))
    return wrong


def many(certificates, folder):
    net = listen("".join(GOOD.format(n=n) for n in range(4)) + BROKEN,
                 certificates)
    good = [s.name for s in net.servers if "-" in s.name]
    broken = [s.name for s in net.servers if "-" not in s.name]
    same(len(broken), 10, "ten ways to be broken")
    jobs, turn = [], collections.Counter()
    for i in range(RUNS):
        name = (broken[i // 5 % len(broken)] if i % 5 == 0
                else good[i % len(good)])
        language = LANGUAGES[turn[name] % len(LANGUAGES)]
        turn[name] += 1
        jobs.append((f"{i}.json", language, SECONDS * 1000, "now",
                     url(net, name)))
    want, wrong, rounds = {}, [], 0
    while jobs and rounds < 4:
        wrong += compare(net, certificates, folder, jobs, want)
        jobs = [job for job in jobs if out_of_time(read(folder, job[0]))]
        rounds += 1
    ok(not jobs, f"all of them in time, in {rounds} rounds", jobs)
    ok(not wrong, "every report is that of a process of its own",
       f"{len(wrong)} of {RUNS}\n" + "\n".join(map(str, wrong[:5])))
    ok(len(want) >= 20 * len(LANGUAGES), "in both languages", len(want))
    verdicts = collections.Counter(v["verdict"] for v in want.values())
    ok(verdicts["ok"] >= 12 * len(LANGUAGES) and
       verdicts["error"] >= 9 * len(LANGUAGES),
       "good and broken ones", verdicts)
    said = json.dumps([v for (lang, _), v in want.items() if lang == "de"],
                      ensure_ascii=False)
    ok("Zertifikat" in said and "certificate" not in said.replace(
        '"certificate"', ""), "German is German")
    ids = {f["id"] for v in want.values() for e in v["endpoints"]
           for f in e["findings"] if f["severity"] == "error"}
    ok(len(ids) >= 9, "broken in different ways", ids)
    net.stop()


def difference(got, want, path=""):
    """The first place in which two reports differ."""
    if isinstance(got, dict) and isinstance(want, dict):
        for key in sorted(got.keys() | want.keys()):
            if got.get(key) != want.get(key):
                return difference(got.get(key), want.get(key),
                                  f"{path}.{key}")
    if isinstance(got, list) and isinstance(want, list) and \
            len(got) == len(want):
        for i, (a, b) in enumerate(zip(got, want)):
            if a != b:
                return difference(a, b, f"{path}[{i}]")
    return f"{path}: {got!r} is not {want!r}"


def outcome(net, certificates, folder, how, server="imap-0", limit=20000):
    """What became of one run: its counts, and its report or None."""
    r = together(net, certificates, folder, [
        ("one.json", "en", limit, how, url(net, server))])
    same((r.returncode, r.stderr), (0, ""), f"{how}: ends")
    words = r.stdout.split()
    counts = {k: int(v) for k, v in zip(words[1::2], words[2::2])}
    same(counts["after"], 0, f"{how}: no event after the end")
    path = os.path.join(folder, "one.json")
    report = read(folder, "one.json") if os.path.exists(path) else None
    if report:
        os.remove(path)
    return counts, report


def heard(net, server):
    """What the server heard and saw of the login."""
    net.stop()
    sessions = next(s for s in net.servers if s.name == server).sessions
    return (sum(s.logins for s in sessions),
            b"".join(bytes(s.wire.secret) for s in sessions))


def late(certificates, folder):
    """A password that comes when it is asked for, and time stands still."""
    net = listen(GOOD.format(n=0), certificates)
    counts, report = outcome(net, certificates, folder, "later")
    same((counts["questions"], counts["ends"]), (1, 1), "later: asked once")
    same(report["verdict"], "ok", "later: the login works")
    logins, _ = heard(net, "imap-0")
    same(logins, 1, "later: one login")

    net = listen(GOOD.format(n=0), certificates)
    counts, report = outcome(net, certificates, folder, "later", limit=250)
    same(report["endpoints"][0]["login"]["result"], "ok",
         "a person's time is not the run's")
    net.stop()

    net = listen(GOOD.format(n=0).replace("login: PLAIN", "perhaps:"),
                 certificates)
    counts, report = outcome(net, certificates, folder, "never")
    same(report["endpoints"][0]["login"]["result"], "skipped",
         "no password, no login")
    net.stop()


def freed(certificates, folder):
    """Nothing is sent any more, at whatever step the run is freed."""
    for step in ("connect", "tls", "greeting", "login"):
        text = GOOD.format(n=0)
        net = listen("[server imap-0 imap host=imap.example.test]\n"
                     "perhaps:\nplay: ready tls\n"
                     "login: PLAIN\nplay: welcome\n" + text[text.index(
                         "[server pop3"):], certificates)
        how = "step=" + step if step != "login" else "ask"
        counts, report = outcome(net, certificates, folder, how)
        same((counts["ends"], report), (0, None), f"{how}: there is no end")
        logins, secret = heard(net, "imap-0")
        ok(logins == 0 and b"LOGOUT" not in secret and
           b"AUTHENTICATE" not in secret, f"{how}: the server hears nothing",
           (logins, secret))


def resumed(certificates, folder):
    """Servers that answer an offered session with an alert, from the start
    and after STARTTLS: the second run there is as good as the first."""
    text = "".join(f"""
[server imap-{n} imap host=imap.example.test]
play: ready {security} cert=good,refuse=resumed
login: PLAIN
play: welcome
""" for n, security in enumerate(("tls", "starttls")))
    net = listen(text, certificates)
    places = [f"{scheme}://{net.places[name]}" for scheme, name in (
        ("imaps", "imap-0"), ("imap", "imap-1"))]
    jobs = [(f"{i}.json", "en", SECONDS * 1000, "then" if i else "now",
             places[i // 2]) for i in range(4)]
    r = together(net, certificates, folder, jobs)
    same((r.returncode, r.stderr), (0, ""), "runs one after the other end")
    reports = [timeless(read(folder, job[0])) for job in jobs]
    for i in (0, 2):
        same(reports[i]["verdict"], "ok", f"run {i} is fine")
        ok(reports[i + 1] == reports[i], f"run {i + 1} is as good",
           difference(reports[i + 1], reports[i]))
    net.stop()
    for server in net.servers:
        refused = sum("- refused to resume" in session.log
                      for session in server.sessions)
        same((refused, len(server.sessions)), (1, 3),
             f"{server.name} refused one session and was asked once more")


def main():
    with tempfile.TemporaryDirectory() as folder:
        certificates = os.path.join(folder, "certificates")
        ca.make(certificates, player.HOSTS)
        resumed(certificates, folder)
        many(certificates, folder)
        late(certificates, folder)
        freed(certificates, folder)
    print(f"1..{ANSWERS['count']}")
    return ANSWERS["failed"] != 0


if __name__ == "__main__":
    mock.PATIENCE = 60
    sys.exit(main())
