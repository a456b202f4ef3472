#!/usr/bin/env python3
"""QR codes, read back by zbarimg from every form in which they are drawn:
picture, drawing in the HTML sheet, and characters."""

import os
import pty
import subprocess
import sys
import tempfile
from xml.etree import ElementTree

from clients import POSTLOTSE, SECRET, Tap, need, profile, service

SVG = "{http://www.w3.org/2000/svg}svg"
NAMES = ("Jane Doe", "Jane \"JD\" <Doe> & \\ Söhne", "أحمد بن محمد",
         "`'{}[],:;#%$ 😀", "ü" * 200)
SETTINGS = {**service("imap", 993), **service("pop3", 110, "starttls"),
            **service("smtp", 587, "starttls")}


def decode(picture):
    """What zbarimg reads from the bytes of a picture; the last byte is its
    own when it says so with a line feed."""
    with tempfile.NamedTemporaryFile(suffix=".png") as f:
        f.write(picture)
        f.flush()
        return subprocess.run(
            ["zbarimg", "-q", "--raw", "--oneshot", "-Sbinary", f.name],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60,
            check=False).stdout


def pixels(rows, scale=4):
    """A PGM picture of rows of 0 (light) and 1 (dark)."""
    lines = [bytes(255 * (1 - p) for p in row for _ in range(scale))
             for row in rows for _ in range(scale)]
    return b"P5 %d %d 255\n" % (len(rows[0]) * scale, len(lines)) + \
        b"".join(lines)


def from_blocks(text):
    rows = []
    for line in text.splitlines():
        rows.append([int(c in "▀█") for c in line])
        rows.append([int(c in "▄█") for c in line])
    return pixels(rows)


def from_ascii(text):
    return pixels([[int(c == "#") for c in line[::2]]
                   for line in text.splitlines()])


def show(path, *options, **variables):
    """The command on standard output, for the settings at path."""
    environment = {k: v for k, v in os.environ.items()
                   if k not in ("LC_ALL", "LC_CTYPE", "LANG", "NO_COLOR")}
    return subprocess.run(
        [POSTLOTSE, "profile", "jane@example.org", "--settings", path,
         "--lang", "en", *options], env={**environment, **variables},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, timeout=60, check=False)


def on_terminal(path, **variables):
    """The same on a terminal."""
    parent, child = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
    with subprocess.Popen(
            [POSTLOTSE, "profile", "jane@example.org", "--settings", path,
             "--for", "qr"], stdin=subprocess.DEVNULL, stdout=child,
            stderr=subprocess.DEVNULL,
            env={**environment, "TERM": "xterm", **variables}) as process:
        os.close(child)
        out = b""
        try:
            while chunk := os.read(parent, 65536):
                out += chunk
        except OSError:
            pass  # the other end is closed
        process.wait(timeout=60)
    os.close(parent)
    return out.decode().replace("\r\n", "\n")


def check_name(tap, scratch, number, name):
    """All forms of one account hold the bytes of thunderbird-qr."""
    options = ["--name", name] + ["--prefer", "pop3"] * (number % 2)
    path = profile(scratch, f"qr{number}", SETTINGS, "qr", *options)
    settings = os.path.join(scratch, f"qr{number}.json")
    want = show(settings, "--for", "thunderbird-qr", *options).stdout
    label = f"{name[:20]!r}"
    tap.ok(want.startswith(b"[1,[1,1],[") and path.endswith(".png"),
           f"{label}: there is a text", want)
    with open(path, "rb") as f:
        picture = f.read()
    tap.ok(picture.startswith(b"\x89PNG\r\n"), "a PNG picture")
    tap.same(decode(picture), want, f"{label}: PNG")
    page = show(settings, "--for", "sheet-html", *options).stdout
    drawing = ElementTree.fromstring(page).find(f".//{SVG}")
    done = subprocess.run(["rsvg-convert", "-z", "2"], check=False,
                          input=ElementTree.tostring(drawing),
                          stdout=subprocess.PIPE, timeout=60)
    tap.same(decode(done.stdout), want, f"{label}: SVG of the sheet")
    tap.ok(drawing.get("role") == "img" and drawing.get("aria-label"),
           "which says what it is")
    text = show(settings, "--for", "qr", *options, LC_ALL="C.UTF-8").stdout
    tap.same(decode(from_blocks(text.decode())), want,
             f"{label}: half blocks")
    text = show(settings, "--for", "qr", *options, LC_ALL="C").stdout
    tap.ok(set(text) <= set(b"# \n"), "ASCII where UTF-8 is not promised")
    tap.same(decode(from_ascii(text.decode())), want, f"{label}: ASCII")


def check_terminal(tap, settings):
    plain = show(settings, "--for", "qr", LC_ALL="C.UTF-8").stdout.decode()
    shown = on_terminal(settings, LC_ALL="C.UTF-8")
    tap.same(shown.replace("\033[0;30;47m", "").replace("\033[0m", ""),
             plain, "a terminal shows the same")
    tap.ok(all(line.startswith("\033[0;30;47m") and line.endswith("\033[0m")
               for line in shown.splitlines()),
           "dark on light, whatever its colours are", shown[:200])
    tap.same(on_terminal(settings, LC_ALL="C.UTF-8", NO_COLOR="1"), plain,
             "no colours with NO_COLOR")


def check_limits(tap, scratch, settings):
    path = os.path.join(scratch, "password")
    with open(path, "w", encoding="utf-8") as f:
        f.write(SECRET + "\n")
    done = show(settings, "--for", "qr", "--with-password",
                "--password-file", path, LC_ALL="C.UTF-8")
    want = show(settings, "--for", "qr", LC_ALL="C.UTF-8")
    tap.ok(done.stdout == want.stdout and b"no place" in done.stderr,
           "never the password", done.stderr)
    done = show(settings, "--for", "qr", "--user", "u" * 1024, "--name",
                "ü" * 400)
    tap.ok(done.returncode == 2 and b"QR code" in done.stderr,
           "an account that is too long is refused", done.stderr)
    done = show(settings, "--for", "sheet-html", "--user", "u" * 1024,
                "--name", "ü" * 400)
    tap.ok(done.returncode == 0 and b"<svg" not in done.stdout
           and b"QR code" not in done.stdout,
           "and its sheet goes without", done.stderr)
    again = [show(settings, "--for", "sheet-html").stdout for _ in range(2)]
    tap.ok(again[0] == again[1], "the same bytes again")


need("zbarimg", "rsvg-convert")
sys.stdout.reconfigure(encoding="utf-8")
report = Tap()
with tempfile.TemporaryDirectory() as folder:
    for i, one in enumerate(NAMES):
        check_name(report, folder, i, one)
    first = os.path.join(folder, "qr0.json")
    check_terminal(report, first)
    check_limits(report, folder, first)
report.done()
