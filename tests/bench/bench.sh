#!/bin/sh
# make bench: how long a whole check takes, beside three curl at once.
exec python3 "$(dirname "$0")/bench.py" "$@"
