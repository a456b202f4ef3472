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

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
passed=0
failed=0

# part NAME COMMAND...: one part; its tests are counted one by one when it
# runs prove, otherwise the part counts as one.
part() {
	name=$1
	shift
	began=$(date +%s)
	"$@" >"$work/log" 2>&1
	status=$?
	count=$(sed -n 's/^Files=[0-9]*, Tests=\([0-9]*\),.*/\1/p' \
		"$work/log" | awk '{ n += $1 } END { print n + 0 }')
	bad=$(sed -n 's/^  Failed tests\{0,1\}:  *//p' "$work/log" |
		tr ',' '\n' | awk -F- '
			NF == 2 { n += $2 - $1 + 1 }
			NF == 1 && $1 != "" { n++ }
			END { print n + 0 }')
	[ "$count" -gt 0 ] || count=1
	if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then
		bad=1
	fi
	[ "$bad" -le "$count" ] || count=$bad
	passed=$((passed + count - bad))
	failed=$((failed + bad))
	seconds=$(($(date +%s) - began))
	if [ "$status" -eq 0 ]; then
		echo "ok      $name: $count passed, $seconds s"
		grep -i 'skipped: \|NOT TESTED' "$work/log" | sed 's/^/        /'
	else
		echo "FAILED  $name: $bad of $count, $seconds s"
		sed 's/^/        /' "$work/log"
	fi
}

part "build with gcc" make -s -j2 CC=gcc
part "make check" make -s check
part "real servers" make -s integration
part "build with clang" make -s -j2 CC=clang BUILD=build/clang
part "make asan" make -s -j2 asan
part "make lint" make -s lint
part "the demo" sh examples/demo.sh

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
