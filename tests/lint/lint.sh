#!/bin/sh
# The rules that a machine can hold: format, size, order of the rooms, names,
# texts in both languages. Prints TAP. `make lint` says in ROOMS and BUILD
# what the rooms are and where the objects lie.

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

# Functions that are too long or too tangled: McCabe's number.  Headers hold
# none, and pmccabe stumbles over their lists.
functions() {
	git ls-files '*.c' | xargs pmccabe | awk -F '\t' '
		$5 > 70 { print $6 $7 ": " $5 " lines (70)" }
		$2 > 15 { print $6 $7 ": complexity " $2 " (15)" }'
}

# Only cmd speaks and exits; profiles/base/mem.c ends a program without memory,
# profiles/base/late.c one without a library, profiles/provider/embed.c is a
# tool of the build.
speakers() {
	git grep -nE '\b((v?printf|puts|putchar|perror|_?exit)\(|std(out|err)\b)' \
		-- 'probe/*.c' 'profiles/*.c' \
		':!profiles/base/late.c' ':!profiles/base/mem.c' \
		':!profiles/provider/embed.c' |
		grep -v ':[0-9]*: \* '
}

# What the Makefile defines, for tools that read C.
defines='-D_GNU_SOURCE -DVERSION=__FILE__ -DDATADIR=__FILE__ -I.'

# Without the analyzer, which takes a minute and is better read than obeyed:
# clang-tidy by itself runs it, too.
tidy() {
	# shellcheck disable=SC2086,SC2046  # lists of words
	clang-tidy --quiet --checks='-clang-analyzer-*' \
		$(git ls-files 'cmd/*.c' 'probe/*.c' 'profiles/*.c') -- \
		-std=c11 $defines $(pkg-config --cflags libxml-2.0 json-c) \
		2>/dev/null | grep 'error:'
}

# cppcheck does not know the lists of sys/queue.h unless it is told.
check_c() {
	queue=$(echo '#include <sys/queue.h>' | cc -M -xc - |
		tr ' ' '\n' | grep 'sys/queue\.h$')
	# shellcheck disable=SC2086  # a list of words
	cppcheck --quiet -j2 --enable=warning,portability,performance \
		--std=c11 $defines "--include=$queue" cmd probe profiles 2>&1
}

report "source files have at most 600 lines" "$(for f in $sources; do
	lines=$(wc -l <"$f")
	[ "$lines" -le 600 ] || echo "$f: $lines"
done)"
report "functions have at most 70 lines and complexity 15" "$(functions)"
report "only cmd prints and exits" "$(speakers)"
report "clang-tidy finds nothing" "$(tidy)"
report "cppcheck finds nothing" "$(check_c)"
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
# Each is a lint, named by the sentence it begins with; tree.py is none.
for f in tests/lint/*.py; do
	name=$(sed -n 's/^"""\(.*\)\.\("""\)*$/\1/p' "$f")
	[ -n "$name" ] || continue
	if out=$(python3 "$f" 2>&1); then out=; fi
	report "$name" "$out"
done

echo "1..$n"
[ "$bad" -eq 0 ]
