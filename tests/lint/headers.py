"""Headers have a name of their own in a top folder, and at most 150 lines."""

import os
import sys

import tree

LINES = 150


def doubles():
    for top in tree.TOPS:
        seen = {}
        for path in tree.files(".h", tops=(top,)):
            first = seen.setdefault(os.path.basename(path), path)
            if first != path:
                yield f"{path}: {first} has the same name"


def main():
    wrong = list(doubles())
    for path in tree.files(".h", tops=(*tree.TOPS, "tests")):
        lines = tree.read(path).count("\n")
        if lines > LINES:
            wrong.append(f"{path}: {lines} lines ({LINES})")
    return tree.finish(wrong)


if __name__ == "__main__":
    sys.exit(main())
