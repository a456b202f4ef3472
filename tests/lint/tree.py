# What the lints of the tree share: its files, its rooms, its objects.
#
# `make lint` hands over the rooms of the Makefile, which are the only list of
# them, and the folder of the objects. The root is the working directory.

import glob
import os
import re
import subprocess
import sys

TOPS = ("cmd", "probe", "profiles")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^">]+)[">]', re.M)


def rooms():
    """The rooms in their order: a file includes from its own and before."""
    found = os.environ.get("ROOMS", "").split()
    if not found:
        sys.exit("no rooms: run this by `make lint`")
    return found


def build():
    return os.environ.get("BUILD", "build")


def files(*endings, tops=TOPS):
    """Paths below the top folders, sorted."""
    return sorted(p for top in tops for e in endings
                  for p in glob.glob(f"{top}/**/*{e}", recursive=True))


def read(path):
    with open(path, encoding="utf-8") as text:
        return text.read()


def includes(path):
    """(line number, "<" or '"', name) of every include of a file."""
    text = read(path)
    return [(text.count("\n", 0, m.start()) + 1, m[1], m[2])
            for m in INCLUDE.finditer(text)]


def objects():
    """Object -> source. Objects whose source has gone do not count."""
    pairs = {f"{build()}/{c[:-2]}.o": c for c in files(".c")}
    missing = [o for o in pairs if not os.path.exists(o)]
    if missing:
        sys.exit("\n".join(f"{o}: not built" for o in missing))
    made = {f"{build()}/{os.path.basename(c)[:-2]}.o": c
            for c in glob.glob(f"{build()}/*.c")}
    return pairs | {o: c for o, c in made.items() if os.path.exists(o)}


def symbols():
    """(source, name, whether defined there) of all global symbols."""
    source = objects()
    out = subprocess.run(["nm", "-A", "-P", "-g", *source], check=True,
                         capture_output=True, encoding="utf-8").stdout
    found = []
    for line in out.splitlines():
        place, name, kind = line.split()[:3]
        if not name.startswith("__"):  # the compiler's own
            found.append((source[place[:-1]], name, kind not in "Uvw"))
    return found


def finish(wrong):
    """Prints what is wrong; the exit status says whether that is nothing."""
    print("\n".join(wrong))
    return 1 if wrong else 0
