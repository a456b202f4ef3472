#!/usr/bin/env python3
"""How long from exec to the first packet, beside curl.

	packet.py POSTLOTSE [ROUNDS]

Both are sent to a listener on the loopback by its address, taking turns; the
clock stops when their connection arrives. Wall time in milliseconds.
"""

import os
import signal
import socket
import statistics
import sys
import time

ROUNDS = 100
ENV = {"HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]}
BUNDLE = "/etc/ssl/certs/ca-certificates.crt"


def measure(command, listener, null):
    began = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, ENV, file_actions=[
        (os.POSIX_SPAWN_DUP2, null, fd) for fd in (0, 1, 2)])
    try:
        peer, _ = listener.accept()
    except socket.timeout:
        sys.exit(f"bench: no connection: {command}")
    took = (time.perf_counter() - began) * 1000
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    peer.close()
    # What else it had opened by then is not the next one's.
    listener.setblocking(False)
    try:
        while True:
            listener.accept()[0].close()
    except BlockingIOError:
        listener.settimeout(10)
    return took


def compare(commands, listener, rounds):
    null = os.open("/dev/null", os.O_RDWR)
    figures = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            figures[name].append(measure(command, listener, null))
    os.close(null)
    medians = []
    for name, walls in figures.items():
        medians.append(statistics.median(walls))
        print(f"{name:28} {medians[-1]:8.2f} ms to the first packet "
              f"(from {min(walls):.2f})")
    print(f"ratio {medians[0] / medians[1]:.2f}, {rounds} rounds each, "
          "taking turns")


def main():
    if not 2 <= len(sys.argv) <= 3:
        sys.exit(__doc__)
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(10)
        url = f"imaps://127.0.0.1:{listener.getsockname()[1]}"
        probe = [os.path.abspath(sys.argv[1]), "probe", url]
        curl = ["curl", "-q", "-sk", url]
        compare({"postlotse probe": probe, "curl": curl}, listener, rounds)
        if os.path.exists(BUNDLE):
            compare({"postlotse with a bundle": [*probe, "--ca-file", BUNDLE],
                     "curl with a bundle":
                     ["curl", "-q", "-s", "--cacert", BUNDLE, url]},
                    listener, rounds)


if __name__ == "__main__":
    main()
