#!/bin/sh
# The rules that a machine can hold: format, size, direction of includes,
# texts in both languages. Prints TAP.

set -u
cd "$(dirname "$0")/../.." || exit 2

n=0
bad=0
sources=$(git ls-files '*.c' '*.h')
scripts=$(git ls-files '*.sh' .ci/run)

# report NAME OUTPUT: passes when there is no output.
report() {
	n=$((n + 1))
	if [ -z "$2" ]; then
		echo "ok $n - $1"
	else
		bad=$((bad + 1))
		echo "not ok $n - $1"
		echo "$2" | sed 's/^/# /'
	fi
}

# What each folder may include, as an extended regular expression.
may_include() {
	case $1 in
	probe/base/*)	echo 'probe/base/' ;;
	profiles/*)	echo 'probe/base/|profiles/' ;;
	probe/*)	echo 'probe/|profiles/' ;;
	cmd/*)		echo 'cmd/|probe/|profiles/' ;;
	*)		echo '' ;;
	esac
}

direction() {
	for f in $sources; do
		allowed=$(may_include "$f")
		grep -nE '^#include "' "$f" | grep -vE "\"($allowed)" |
			sed "s,^,$f:,"
	done
}

# Function name, line count and McCabe's number of each function.
functions() {
	# shellcheck disable=SC2086  # a list of files
	pmccabe $sources | awk -F '\t' '
		$5 > 70 { print $6 $7 ": " $5 " lines (70)" }
		$2 > 15 { print $6 $7 ": complexity " $2 " (15)" }'
}

report "source files have at most 600 lines" "$(for f in $sources; do
	lines=$(wc -l <"$f")
	[ "$lines" -le 600 ] || echo "$f: $lines"
done)"
report "functions have at most 70 lines and complexity 15" "$(functions)"
report "includes go one way: cmd, probe, profiles, probe/base" "$(direction)"
report "clang-format has nothing to change" "$(for f in $sources; do
	clang-format --dry-run -Werror "$f" >/dev/null 2>&1 || echo "$f"
done)"
report "headers have a guard of their name" "$(for f in $sources; do
	case $f in
	*.h) ;;
	*) continue ;;
	esac
	guard=$(echo "$f" | tr 'a-z/.-' 'A-Z___')
	grep -q "^#ifndef $guard\$" "$f" || echo "$f: $guard"
done)"
# shellcheck disable=SC2086
report "shell scripts pass shellcheck" "$(shellcheck $scripts 2>&1)"
report "the manual page is sound" \
	"$(mandoc -T lint -W warning cmd/man/postlotse.1 2>&1)"
report "the German catalogue is sound" \
	"$(msgfmt --check -o /dev/null cmd/po/de.po 2>&1)"
for f in tests/lint/*.py; do
	[ -e "$f" ] || continue
	if out=$(python3 "$f" 2>&1); then out=; fi
	report "$(basename "$f" .py)" "$out"
done

echo "1..$n"
[ "$bad" -eq 0 ]
