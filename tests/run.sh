#!/bin/sh
# Everything the project knows to test, in one run.
#
#	sh tests/run.sh
#
# Installs what is missing (Debian), builds with gcc and clang, runs the
# tests, the same with the sanitizers, the lints, and the tests against real
# servers. Shows each part's failures in full and ends with a line
# "N passed, N failed".

set -u
cd "$(dirname "$0")/.." || exit 2
sh tests/install-deps.sh build test || exit 2

# Where python3 is a script that looks for the real one at every start, the
# tests would pay for it a thousand times.
real=$(python3 -c 'import sys; print(sys.executable)') || exit 2
PATH=$(dirname "$real"):$PATH
export PATH

work=$(mktemp -d)
# The servers of the tests run as other users, too.
POSTLOTSE_SERVERS=$(mktemp -d)
export POSTLOTSE_SERVERS
chmod 755 "$POSTLOTSE_SERVERS"
finish() {
	python3 tests/server/pool.py stop "$POSTLOTSE_SERVERS"
	rm -rf "$work" "$POSTLOTSE_SERVERS"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
passed=0
failed=0

# What prove counted in a log, or else the lines of TAP in it: all, failed,
# skipped. What was skipped is not among all.
count() {
	awk '
		/^Files=/ {
			proved = 1
			sub(/.*Tests=/, "")
			all += $0 + 0
		}
		/^  Failed tests?: / {
			sub(/.*: */, "")
			n = split($0, ranges, /, */)
			for (i = 1; i <= n; i++) {
				split(ranges[i] "-" ranges[i], ends, "-")
				bad += ends[2] - ends[1] + 1
			}
		}
		/^ok .*# SKIP/ { skipped++ }
		/^ok / { lines++ }
		/^not ok / { lines++; lines_bad++ }
		END {
			if (!proved) {
				all = lines
				bad = lines_bad
			}
			print all - skipped, bad + 0, skipped + 0
		}' "$1"
}

# The log without what went well: compiler lines, tests that say "ok".
show_failures() {
	grep -vE '^  (CC|LD|TEST|EMBED|MSG|GEN) |\.\.+ (ok|skipped)|^ok ' "$1" |
		awk '
			function flush() {
				if (held != "")
					print held
				held = ""
			}
			/^[^# ].*\.\.+ ?$/ { flush(); held = $0; next }
			held != "" && /^ok$/ { held = ""; next }
			held != "" { held = held "\n" $0; next }
			{ print }
			END { flush() }' |
		sed 's/^/        /'
}

# part NAME COMMAND...: counts the tests it runs, or itself as one.
part() {
	name=$1
	shift
	began=$(date +%s)
	"$@" >"$work/log" 2>&1
	status=$?
	# shellcheck disable=SC2046  # three words
	set -- $(count "$work/log")
	all=$1
	bad=$2
	skipped=$3
	[ "$status" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
	[ "$all" -gt 0 ] || [ "$skipped" -gt 0 ] || all=1
	[ "$all" -ge "$bad" ] || all=$bad
	passed=$((passed + all - bad))
	failed=$((failed + bad))
	seconds=$(($(date +%s) - began))
	if [ "$status" -eq 0 ]; then
		echo "ok      $name: $all passed, $seconds s"
		grep -iE 'skipped: |NOT TESTED|^ok .*# SKIP' "$work/log" |
			sed 's/^/        /'
	else
		echo "FAILED  $name: $bad of $all, $seconds s"
		show_failures "$work/log"
	fi
}

# Failed tests are shown in full, and which were skipped.
export PROVE='prove --failures --comments --directives'
# The tests against real servers once more, with the program of make asan.
sanitized() {
	set -- good broken discovery input probe secrets
	# shellcheck disable=SC2086,SC2046  # lists of words
	POSTLOTSE=build/asan/postlotse BUILD=build/asan $PROVE -j3 -e '' \
		$(printf 'tests/integration/%s.t ' "$@")
}

part "build with gcc" make -s -j2 CC=gcc
part "make check" make -s -j2 check
export POSTLOTSE_MATRIX="$work/matrix"
part "real servers" make -s integration PROVE="$PROVE -j3"
part "clients that log in" python3 tests/matrix.py --check "$work/matrix"
unset POSTLOTSE_MATRIX
part "build with clang" make -s -j2 CC=clang BUILD=build/clang
part "make asan" make -s -j2 asan
part "real servers, sanitized" sanitized
part "make lint" make -s lint
part "the demo" sh examples/demo.sh

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
