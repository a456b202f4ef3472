#!/bin/sh
# Builds every tests/fuzz/fuzz-*.c with libFuzzer and runs each for
# FUZZ_SECONDS (60). Starts from tests/corpus/NAME; what it finds anew stays
# in BUILD/corpus/NAME, a crashing input in BUILD/crash-NAME-*.
#
#	sh tests/fuzz/fuzz.sh BUILD

set -eu

build=$1
seconds=${FUZZ_SECONDS:-60}
sanitize=-fsanitize=fuzzer-no-link,address,undefined

make BUILD="$build" CC="${FUZZ_CC:-clang}" CFLAGS='-O1 -g -Wno-error' \
	SANITIZE="$sanitize -fno-sanitize-recover=all" fuzzers

status=0
for source in tests/fuzz/fuzz-*.c; do
	name=$(basename "$source" .c)
	seeds=tests/corpus/${name#fuzz-}
	found=$build/corpus/${name#fuzz-}
	mkdir -p "$found"
	echo "== $name, $seconds seconds"
	"$build/fuzz/$name" -max_total_time="$seconds" -max_len=65536 \
		-timeout=10 -print_final_stats=1 -verbosity=0 \
		-artifact_prefix="$build/crash-${name#fuzz-}-" \
		"$found" "$seeds" || status=1
done
exit $status
