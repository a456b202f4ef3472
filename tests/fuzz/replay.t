#!/bin/sh
# Feeds every file of tests/corpus/NAME to the target tests/fuzz/fuzz-NAME.c.

build=${BUILD:-build}
n=0
for source in tests/fuzz/fuzz-*.c; do
	n=$((n + 1))
	name=$(basename "$source" .c)
	set -- "tests/corpus/${name#fuzz-}"/*
	if [ ! -f "$1" ]; then
		echo "not ok $n - $name has no corpus"
	elif "$build/replay/$name" "$@"; then
		echo "ok $n - $name: $# inputs"
	else
		echo "not ok $n - $name: status $?"
	fi
done
echo "1..$n"
