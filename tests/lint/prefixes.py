"""Public symbols begin with the name of their file, family or room."""

import os
import re
import sys

import tree

# (file, symbol) -> as regular expressions, each with its reason.
SPARED = (
    (r"profiles/base/mem\.c$", r"x[a-z]+$"),  # xmalloc and its kind, by custom
    (r"cmd/", r"cmd_\w+$"),  # the entry of a subcommand
    (r".*", r"main$"),  # the entry of a program
    (r"(?!cmd/|probe/|profiles/)", r"provider_embedded$"),  # made by the build
)

# Names that a library keeps for itself.
FOREIGN = re.compile(r"json_|ssl_|SSL_|curl_|uv_|xml[A-Z]")


def words(path):
    """What a symbol of the file may begin with."""
    stem = os.path.basename(path)[:-2]
    names = {stem.replace("-", "_"), stem.split("-")[0],
             os.path.basename(os.path.dirname(path)).replace("-", "_")}
    for name in list(names):
        names |= {name + "s", name + "es", re.sub("y$", "ies", name)}
    return names


def check(path, symbol):
    """What is wrong with the name, or None."""
    if any(re.match(f, path) and re.match(s, symbol) for f, s in SPARED):
        return None
    if FOREIGN.match(symbol):
        return f"{path}: {symbol}: a library's name"
    if any(symbol == w or symbol.startswith(w + "_") for w in words(path)):
        return None
    return f"{path}: {symbol}: the name of neither file, family nor room"


def main():
    return tree.finish([why for path, name, here in tree.symbols() if here
                        for why in [check(path, name)] if why])


if __name__ == "__main__":
    sys.exit(main())
