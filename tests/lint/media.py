"""Text leaves the program by one function for each medium."""

import re
import sys

import tree

# Functions that make or write text, where they may be called, and what is to
# be called instead.  A stream of stdio needs no row: cmd/term/guard.c stands
# before both of ours.
WAYS = (
    (r"json_object_to_(json_string\w*|fd|file\w*)",
     r"profiles/format/print-json\.c$", "print_json()"),
    (r"p?writev?\d*|v?dprintf|sendfile|splice",
     r"cmd/term/(guard|prompt)\.c$|probe/net/", "stdio"),
    (r"guard_pass",
     r"cmd/term/guard\.c$|cmd/job/progress\.c$|cmd/tell/text-rows\.c$"
     r"|cmd/profile/save\.c$", "printf()"),
    (r"fopencookie|freopen\w*", r"cmd/term/guard\.c$", "cmd/term/guard.h"),
    (r"v?syslog", r"$", "stderr"),
)


COMMENT = re.compile(r"/\*.*?\*/", re.S)


def calls(path):
    """Names of the functions that a file calls, or defines."""
    text = COMMENT.sub("", tree.read(path))
    return set(re.findall(r"(?<![\w.>])(\w+)\(", text))


def main():
    wrong, starts = [], []
    for path in tree.files(".c"):
        for name in sorted(calls(path)):
            wrong += [f"{path}: {name}: here {instead} is the way"
                      for pattern, where, instead in WAYS
                      if re.fullmatch(pattern, name)
                      and not re.match(where, path)]
            if name == "guard_start" and not path.endswith("/guard.c"):
                starts.append(path)
    if starts != ["cmd/main.c"]:
        wrong.append(f"guard_start is called in {starts}, not in cmd/main.c")
    return tree.finish(wrong)


if __name__ == "__main__":
    sys.exit(main())
