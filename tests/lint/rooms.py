"""Files include only from their own room and from those before it."""

import os
import re
import sys

import tree

ROOM = re.compile(r"^// room: (\S+)$", re.M)


def room_of(path):
    """The room that bounds a file; None for tests that name none."""
    if not path.startswith("tests/"):
        return os.path.dirname(path)
    named = ROOM.search(tree.read(path))
    return named[1] if named else None


def check(path, order):
    room = room_of(path)
    if room is None:
        return []
    if room not in order:
        return [f"{path}: {room} is no room of the Makefile"]
    return [f"{path}:{line}: {room} comes before {os.path.dirname(name)}, "
            f"so it cannot include {name}"
            for line, mark, name in tree.includes(path)
            if mark == '"' and order.get(os.path.dirname(name), -1)
            > order[room]]


def main():
    order = {room: i for i, room in enumerate(tree.rooms())}
    wrong = []
    for path in tree.files(".c", ".h", ".def", tops=(*tree.TOPS, "tests")):
        wrong += check(path, order)
    return tree.finish(wrong)


if __name__ == "__main__":
    sys.exit(main())
