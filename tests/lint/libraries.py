"""Libraries and the network stay in the rooms that may use them."""

import re
import sys

import tree

PURE = r"(probe/(judge|report)|profiles(/\w+)?)/"

# header, files that it is barred from (None: all), files that may all the
# same (None: none), why.
BARS = (
    (r"probe/net/", PURE, None,
     "judges, reports and profiles never touch the network"),
    (r"openssl/", PURE, r"profiles/(write/signer|base/digest)\.[ch]$",
     "there OpenSSL is for profiles/write/signer.c and profiles/base/digest.c"),
    (r"curl/", None, r"probe/net/http", "libcurl is for probe/net/http*"),
    (r"uv\.h$|uv/", PURE, None,
     "judges, reports and profiles never wait"),
    (r"unbound\.h$", None, r"probe/net/dns",
     "libunbound is for probe/net/dns*"),
    (r"gsasl", None, r"probe/sasl/", "libgsasl is for probe/sasl"),
    (r"sqlite3", None, r"cmd/batch/journal\.c$",
     "SQLite is for cmd/batch/journal.c"),
    (r"event2/|ev(ent|http|dns|util)\.h$", None, r"cmd/serve/",
     "libevent is for cmd/serve"),
)


def barred(path, name):
    """Why the file cannot include that header, or None."""
    for header, where, spared, why in BARS:
        if re.match(header, name) \
                and (where is None or re.match(where, path)) \
                and not (spared and re.match(spared, path)):
            return why
    return None


def main():
    return tree.finish(
        [f"{path}:{line}: {name}: {why}"
         for path in tree.files(".c", ".h", ".def")
         for line, _, name in tree.includes(path)
         for why in [barred(path, name)] if why])


if __name__ == "__main__":
    sys.exit(main())
