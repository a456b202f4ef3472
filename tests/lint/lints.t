#!/usr/bin/env python3
"""The lints of the tree fail where they should, and nowhere else.

A sound tree is made up and built; each case lays one wrong file over it.
"""

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOMS = "profiles/base profiles/write probe/report probe/net probe/judge " \
    "probe/sasl cmd/term cmd/serve cmd/batch cmd"
COMPILER = shlex.split(os.environ.get("CC", "cc"))

SOUND = {
    "profiles/base/mem.h": "void *xmalloc(int n);\n",
    "profiles/base/mem.c": "void *xmalloc(int n) { return n ? 0 : 0; }\n",
    "profiles/base/digest.c": "#include <openssl/evp.h>\nint digest;\n",
    "profiles/write/signer.c": "#include <openssl/cms.h>\nint signer;\n",
    "profiles/write/k9.c": '#include "profiles/base/mem.h"\n'
                           "void *write_k9(void) { return xmalloc(1); }\n",
    "probe/net/dns.h": "void dns_start(void);\n",
    "probe/net/dns.c": "#include <unbound.h>\nvoid dns_start(void) { }\n",
    "probe/net/http-multi.c": "#include <curl/curl.h>\nint http_multi;\n",
    "probe/net/xml-reader.c": "void xml_read(void) { }\n",
    "probe/judge/reply.c": '#include "probe/judge/judge.h"\nint replies;\n'
                           "void judge(void) { }\nint reply_best;\n",
    "probe/judge/judge.h": "void judge(void);\n",
    "probe/sasl/plain.c": "#include <gsasl.h>\nint plain_words;\n",
    "cmd/serve/web.c": "#include <event2/http.h>\nint serve;\n",
    "cmd/batch/journal.c": "#include <sqlite3.h>\nint journal_add;\n",
    "cmd/main.c": '#include "probe/net/dns.h"\n'
                  "void guard_start(void);\n"
                  "int main(void) { guard_start(); dns_start(); return 0; }\n",
    "cmd/term/guard.c": "int write();\n"
                        "void guard_start(void) { write(1, 2); }\n",
    "cmd/check.c": "int cmd_check;\n",
    "tests/unit/test-k9.c": "// room: profiles/write\n"
                            '#include "profiles/base/mem.h"\n',
}

PING = "void pong_hit(void);\nvoid ping_hit(void) { pong_hit(); }\n"
PONG = "void ping_hit(void);\nvoid pong_hit(void) { ping_hit(); }\n"

# What is wrong, the lint, the files laid over, what it must say.
CASES = (
    ("an include from a later room", "rooms",
     {"probe/report/fact.c": '\n#include "probe/net/dns.h"\n'},
     "probe/report/fact.c:2: probe/report comes before probe/net, so it "
     "cannot include probe/net/dns.h"),
    ("an include from the folder above", "rooms",
     {"profiles/base/up.h": '# include "cmd/cmd.h"\n'},
     "profiles/base/up.h:1: profiles/base comes before cmd, so it cannot "
     "include cmd/cmd.h"),
    ("a list that includes from a later room", "rooms",
     {"probe/report/fact.def": '#include "probe/judge/judge.h"\n'},
     "probe/report/fact.def:1: probe/report comes before probe/judge, so it "
     "cannot include probe/judge/judge.h"),
    ("a folder that is no room", "rooms", {"probe/attic/old.c": ""},
     "probe/attic/old.c: probe/attic is no room of the Makefile"),
    ("a unit test beyond its room", "rooms",
     {"tests/unit/test-k9.c": "// room: profiles/write\n"
                              '#include "probe/net/dns.h"\n'},
     "tests/unit/test-k9.c:2: profiles/write comes before probe/net, so it "
     "cannot include probe/net/dns.h"),
    ("a judge that touches the network", "libraries",
     {"probe/judge/tls.c": '#include "probe/net/dns.h"\n'},
     "probe/judge/tls.c:1: probe/net/dns.h: judges, reports and profiles "
     "never touch the network"),
    ("a judge with OpenSSL", "libraries",
     {"probe/judge/tls.c": "#include <openssl/ssl.h>\n"},
     "probe/judge/tls.c:1: openssl/ssl.h: there OpenSSL is for "
     "profiles/write/signer.c and profiles/base/digest.c"),
    ("a format with OpenSSL", "libraries",
     {"profiles/write/k9.h": "#include <openssl/evp.h>\n"},
     "profiles/write/k9.h:1: openssl/evp.h: there OpenSSL is for "
     "profiles/write/signer.c and profiles/base/digest.c"),
    ("a report with a loop", "libraries",
     {"probe/report/fact.h": "#include <uv.h>\n"},
     "probe/report/fact.h:1: uv.h: judges, reports and profiles never wait"),
    ("libcurl beside http", "libraries",
     {"probe/net/stream.c": "#include <curl/curl.h>\n"},
     "probe/net/stream.c:1: curl/curl.h: libcurl is for probe/net/http*"),
    ("libunbound beside dns", "libraries",
     {"probe/net/http.c": "#include <unbound.h>\n"},
     "probe/net/http.c:1: unbound.h: libunbound is for probe/net/dns*"),
    ("libgsasl in another room", "libraries",
     {"probe/net/stream.c": "#include <gsasl.h>\n"},
     "probe/net/stream.c:1: gsasl.h: libgsasl is for probe/sasl"),
    ("SQLite in another file", "libraries",
     {"cmd/batch/table.c": "#include <sqlite3.h>\n"},
     "cmd/batch/table.c:1: sqlite3.h: SQLite is for cmd/batch/journal.c"),
    ("libevent in another room", "libraries",
     {"cmd/batch/table.c": "#include <event2/event.h>\n"},
     "cmd/batch/table.c:1: event2/event.h: libevent is for cmd/serve"),
    ("two headers of one name", "headers", {"probe/net/judge.h": ""},
     "probe/net/judge.h: probe/judge/judge.h has the same name"),
    ("a header of 151 lines", "headers", {"cmd/long.h": "\n" * 151},
     "cmd/long.h: 151 lines (150)"),
    ("a symbol with a name from elsewhere", "prefixes",
     {"probe/net/stream.c": "int dns_speed;\n"},
     "probe/net/stream.c: dns_speed: the name of neither file, family nor "
     "room"),
    ("a symbol that only begins like its file", "prefixes",
     {"probe/net/stream.c": "int streamline;\n"},
     "probe/net/stream.c: streamline: the name of neither file, family nor "
     "room"),
    ("a symbol with a library's name", "prefixes",
     {"cmd/json.c": "void json_put(void) { }\n"},
     "cmd/json.c: json_put: a library's name"),
    ("a symbol that is spared elsewhere", "prefixes",
     {"probe/net/stream.c": "int xmalloc_more, cmd_stream;\n"},
     "probe/net/stream.c: cmd_stream: the name of neither file, family nor "
     "room\n"
     "probe/net/stream.c: xmalloc_more: the name of neither file, family nor "
     "room"),
    ("a circle of two files", "circles",
     {"probe/net/ping.c": PING, "probe/net/pong.c": PONG},
     "a circle of probe/net/ping.c, probe/net/pong.c\n"
     "  probe/net/ping.c -> probe/net/pong.c: pong_hit\n"
     "  probe/net/pong.c -> probe/net/ping.c: ping_hit"),
    ("JSON past its function", "media",
     {"cmd/check.c": "int cmd_check() { return json_object_to_json_string_ext"
                     "(0, 0) != 0; }\n"},
     "cmd/check.c: json_object_to_json_string_ext: here print_json() is the "
     "way"),
    ("text past the guard", "media",
     {"cmd/check.c": "int cmd_check() { return write(1, 0, 0) + "
                     "dprintf(2, \"x\"); }\n"},
     "cmd/check.c: dprintf: here stdio is the way\n"
     "cmd/check.c: write: here stdio is the way"),
    ("text that passes the guard", "media",
     {"cmd/check.c": "int cmd_check() { return guard_pass(0, 0, 0); }\n"},
     "cmd/check.c: guard_pass: here printf() is the way"),
    ("a program without its guard", "media",
     {"cmd/main.c": "int main(void) { return 0; }\n"},
     "guard_start is called in [], not in cmd/main.c"),
    ("a file that was not built", "circles", {"probe/net/late.c": None},
     "build/probe/net/late.o: not built"),
)

# Sound ones that look like the wrong ones.
SPARED = (
    ("a header of 150 lines", "headers", {"cmd/long.h": "\n" * 150}),
    ("headers of one name in two top folders", "headers",
     {"cmd/judge.h": ""}),
    ("JSON in a comment", "media",
     {"cmd/check.c": "/* json_object_to_json_string(v) */ int cmd_check;\n"}),
    ("a caller of two files that do not call back", "circles",
     {"probe/net/ping.c": PING, "probe/net/pong.c": "void pong_hit(void) {}"}),
)

LINTS = ("rooms", "libraries", "headers", "prefixes", "circles", "media")

count = failed = 0


def ok(good, name, why=""):
    global count, failed
    count += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {count} - {name}", flush=True)
    if not good:
        print("\n".join("#   " + line for line in why.splitlines()))


def compiled(text):
    """The text as it is compiled: the headers themselves are not there."""
    return "\n".join(line for line in text.splitlines() if "#" not in line)


def lay(root, path, text):
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text or "", encoding="utf-8")
    if path.endswith(".c") and text is not None \
            and not path.startswith("tests/"):
        target = root / "build" / (path[:-2] + ".o")
        target.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([*COMPILER, "-w", "-xc", "-c", "-o", target, "-"],
                       input=compiled(text), check=True, text=True)


def lift(root, path):
    """Back to the sound tree."""
    if path in SOUND:
        lay(root, path, SOUND[path])
        return
    (root / path).unlink()
    if path.endswith(".c"):
        (root / "build" / (path[:-2] + ".o")).unlink(missing_ok=True)


def lint(root, name):
    r = subprocess.run([sys.executable, HERE / f"{name}.py"], cwd=root,
                       env=os.environ | {"ROOMS": ROOMS, "BUILD": "build"},
                       capture_output=True, text=True, check=False)
    return r.returncode, (r.stdout + r.stderr).strip()


def expect(root, name, which, over, want):
    for path, text in over.items():
        lay(root, path, text)
    status, said = lint(root, which)
    good = said == want and status == (1 if want else 0)
    ok(good, f"{which}: {name}", f"status {status}\n{said}\nwant\n{want}")
    for path in over:
        lift(root, path)


def main():
    with tempfile.TemporaryDirectory(prefix="postlotse-lint-") as folder:
        root = Path(folder)
        for path, text in SOUND.items():
            lay(root, path, text)
        for which in LINTS:
            expect(root, "the sound tree passes", which, {}, "")
        for name, which, over, want in CASES:
            expect(root, name, which, over, want)
        for name, which, over in SPARED:
            expect(root, name, which, over, "")
        for which in LINTS:
            expect(root, "the sound tree passes again", which, {}, "")
    print(f"1..{count}")
    return 1 if failed else 0


sys.exit(main())
