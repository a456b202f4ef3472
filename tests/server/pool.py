#!/usr/bin/env python3
"""Providers that several test files use, one file after the other.

	pool.py stop DIR	stops all that were begun there

Starting the servers takes seconds of the processor, and most tests change
nothing in them. With POSTLOTSE_SERVERS=DIR a test takes a provider that no
other test holds, or begins one; it lives until `pool.py stop`, or as long as
provider.py lets it. What it logged before is not shown.
"""

import fcntl
import json
import os
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

# pylint: disable=wrong-import-position
import provider                                         # noqa: E402

PLACES = 8


def take_place(folder):
    """The first place that is free: its lock, and the folder of servers."""
    os.makedirs(folder, mode=0o755, exist_ok=True)
    for number in range(PLACES):
        lock = open(f"{folder}/{number}.lock", "wb")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return lock, f"{folder}/{number}"
        except BlockingIOError:
            lock.close()
    raise RuntimeError(f"no place is free in {folder}")


def is_alive(root):
    try:
        with open(f"{root}/provider.json", encoding="utf-8") as text:
            pid = json.load(text)["pid"]
        with open(f"/proc/{pid}/cmdline", "rb") as command:
            return root.encode() in command.read()
    except (FileNotFoundError, ProcessLookupError):
        return False


class Borrowed(provider.Provider):
    """The provider of a place, held until stop()."""

    def __init__(self, folder):  # pylint: disable=super-init-not-called
        self.lock, self.root = take_place(os.path.abspath(folder))
        if not is_alive(self.root):
            shutil.rmtree(self.root, ignore_errors=True)
            if provider.start(self.root) != 0:
                raise RuntimeError("the servers did not start, see above")
        with open(f"{self.root}/provider.json", encoding="utf-8") as text:
            self.about = json.load(text)
        self.known = {}
        self.known = {name: super(Borrowed, self).log(name)
                      for name in self.servers}
        self.known.update({name: super(Borrowed, self).log(name)
                           for name in ("nginx", "autodiscover")})

    def log(self, name):
        return super().log(name)[len(self.known.get(name, "")):]

    def stop(self):
        self.lock.close()


def main(argv):
    if len(argv) != 3 or argv[1] != "stop":
        sys.stderr.write(__doc__)
        return 2
    status = 0
    for number in range(PLACES):
        root = f"{os.path.abspath(argv[2])}/{number}"
        if os.path.isdir(root):
            status |= provider.stop(root)
            shutil.rmtree(root, ignore_errors=True)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv))
