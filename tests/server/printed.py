"""What may stand in a text that the program made, for all tests at once.

A test that imports this module and calls watch() has every output of every
run looked at: what the program says on pipes, and the files that its options
name.  A character that commands, reorders or hides ends the test.
"""

import os
import re
import subprocess

# Unicode 16.0: Cc but LF and TAB, bidi controls, line separators,
# Default_Ignorable_Code_Point, noncharacters.  Written out on purpose, for
# the program has a table of its own.
BAD = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]")
# Our own, where a terminal or a forced colour allows them.
COLOUR = re.compile("\x1b\\[[0-9;]*m")
MOVES = re.compile("\r?\x1b\\[[0-9]*[AJK]")
FILES = ("--out", "--transcript", "--html", "--markdown")
BINARY = (".png", ".der", ".p7m")
WINDOWS = (".prf",)    # lines end in CRLF, in the code page of Windows


class Printed(AssertionError):
    """An output holds what no text may hold."""


def is_binary(data):
    """A signature (DER) or a picture."""
    return data[:1] == b"\x30" and data[1:2] >= b"\x80" \
        or data.startswith(b"\x89PNG")


def fault(data, colour=False, windows=False):
    """What is wrong with the bytes of a text, or None."""
    try:
        text = data if isinstance(data, str) else data.decode(
            "cp1252" if windows else "utf-8")
    except UnicodeDecodeError as error:
        return f"no text: {error}"
    if colour:
        text = COLOUR.sub("", text)
    if windows:
        text = text.replace("\r\n", "\n")
    found = BAD.search(text)
    if found is None:
        return None
    line = text[:found.start()].count("\n") + 1
    return f"U+{ord(found[0]):04X} in line {line}"


def terminal(data):
    """The same for what a terminal got: it adds CR, progress moves."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n")
    return fault(MOVES.sub("", text), colour=True)


def file_fault(path):
    with open(path, "rb") as file:
        data = file.read()
    if path.endswith(BINARY) or is_binary(data):
        return None
    return fault(data, windows=path.endswith(WINDOWS))


def files(argv, folder):
    """The files that the options of a run name."""
    for option, value in zip(argv, argv[1:]):
        if option not in FILES:
            continue
        path = os.path.join(folder or ".", value)
        if os.path.isfile(path):
            yield path
        for root, _, names in os.walk(path):
            yield from (os.path.join(root, name) for name in names
                        if os.path.isfile(os.path.join(root, name)))


def judge(argv, folder, streams):
    """Raises Printed when an output of a run is no clean text."""
    argv = [os.fsdecode(word) for word in argv]
    windows = "prf" in argv and "--out" not in argv
    for name, data in streams:
        if data and not (isinstance(data, bytes) and is_binary(data)):
            wrong = fault(data, windows=windows)
            if wrong:
                raise Printed(f"{' '.join(argv)}: {name}: {wrong}")
    for path in files(argv, folder):
        wrong = file_fault(path)
        if wrong:
            raise Printed(f"{' '.join(argv)}: {path}: {wrong}")


def watch(program):
    """From now on every run of the program in this process is looked at."""
    class Popen(subprocess.Popen):
        """Judges what communicate() brings, and so what run() does."""

        def __init__(self, args, *more, **options):
            super().__init__(args, *more, **options)
            self.folder = options.get("cwd")

        def communicate(self, *args, **options):
            out, err = super().communicate(*args, **options)
            if not isinstance(self.args, (str, bytes)) and \
                    program in map(str, self.args):
                judge(list(map(str, self.args)), self.folder,
                      (("stdout", out), ("stderr", err)))
            return out, err

    subprocess.Popen = Popen
