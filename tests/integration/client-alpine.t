#!/usr/bin/env python3
"""Files that work: alpine reads and sends with Dovecot and Postfix.

It runs on a terminal with its profile as it was written, and asks for the
password there.
"""

import realclients
from realclients import Variant, variants

world = realclients.begin("alpine")
tap = world.tap
NAME = "J\u00e4ne #1; 'JD' <Doe> & (x) %y"
QUESTIONS = (("Exit this greeting", "e"), ("ENTER PASSWORD:", None),
             ("Preserve password on DISK", "n"), (r"Send message\?", "y"),
             (r"Create in .*\?|create it\?", "y"))


def answer(screen, box, want, last=None):
    """Answers what alpine asks until want comes, or last() is true."""
    every = "|".join(f"({q})" for q, _ in QUESTIONS) + f"|({want})"
    for _ in range(12):
        found = screen.expect(every, 3 if last else realclients.PATIENCE)
        if last and last():
            return True
        if found is None or found.lastindex > len(QUESTIONS):
            return found is not None
        keys = QUESTIONS[found.lastindex - 1][1]
        screen.send(f"{box.password}\r" if keys is None else keys)
    return False


def start(path, *arguments):
    return world.terminal(["alpine", "-p", path, *arguments],
                          env={"TERM": "xterm"})


def test_read():
    for variant in variants("imap", "pop3"):
        # What is typed is ASCII here.
        box = world.box(ascii_only=True)
        box.deliver("Eins", text="Text von Eins.\n")
        path = world.profile(box, variant, "alpine")
        with start(path, "-i") as screen:
            seen = answer(screen, box, "Eins")
            screen.send("\r")
            world.result("alpine", variant, "fetched", seen and
                         screen.expect(r"Text\s*von\s*Eins"), screen)
        world.result("alpine", variant, "kept", box.subjects() == ["Eins"])


def test_send():
    for variant in variants("imap"):
        box = world.box(ascii_only=True)
        box.deliver("Eins")
        box.deliver("Alt", folder="Sent")
        path = world.profile(box, variant, "alpine", name=NAME)
        with start(path, "-url", f"mailto:{box.address}?subject=Gruss") as \
                screen:
            answer(screen, box, r"\^X Send")
            screen.send("\x18")
            answer(screen, box, "never", lambda: box.sent(
                "Gruss", seconds=0.2) and box.sent("Gruss", "Sent",
                                                   seconds=0.2))
            sent = box.sent("Gruss", seconds=1)
            world.result("alpine", Variant("smtp", variant.security), "sent",
                         sent, screen)
            tap.same(sent and sent.mail["From"].addresses[0].display_name,
                     NAME, f"alpine, {variant}: the name", screen)
            world.result("alpine", variant, "sent-filed",
                         box.sent("Gruss", "Sent", seconds=1), screen)


test_read()
test_send()
world.end()
