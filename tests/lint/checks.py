"""Every check of the lint has words and a place in the manual."""

import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as text:
        return text.read()


def main():
    rows = re.findall(r'^LINT\((\w+), "([^"]+)"\)', read("probe/lint/lint.def"),
                      re.M)
    names = [name for _, name in rows]
    words = set(re.findall(r"\[LINT_(\w+)\]", read("cmd/lint/words.c")))
    manual = re.findall(r"^\.It Cm (lint\.\S+)$",
                        read("cmd/man/postlotse.1"), re.M)
    wrong = [f"{i}: no words in cmd/lint/words.c" for i, _ in rows
             if i not in words]
    wrong += [f"{n}: twice" for n in set(names) if names.count(n) > 1]
    if manual != names:
        wrong.append("the manual lists other checks than probe/lint/lint.def: "
                     + ", ".join(sorted(set(names) ^ set(manual))))
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
