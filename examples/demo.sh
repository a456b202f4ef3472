#!/bin/sh
# Shows the main job on a mail provider of its own.
#
#	sh examples/demo.sh
#
# Builds the program, starts real mail, name and web servers on a private
# loopback address, and lets `postlotse check` find, prove and write down the
# settings of anna@hafen.test. Installs what is missing (Debian), stops what
# it started, and ends with 0 only if the verdict is "ok".

set -eu
cd "$(dirname "$0")/.."

as_root=
[ "$(id -u)" = 0 ] || as_root=sudo

sh tests/install-deps.sh build servers
echo "building..."
if ! make -s -j2 >build.log 2>&1; then
	cat build.log >&2
	exit 2
fi
rm -f build.log

dir=$(mktemp -d /tmp/lotse-demo-XXXXXX)
# shellcheck disable=SC2317  # called at the end
finish() {
	trap '' EXIT INT TERM
	$as_root python3 tests/server/provider.py stop "$dir/provider" || :
	$as_root rm -rf "$dir"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

echo "starting Dovecot, Postfix, NSD and nginx..."
chmod 755 "$dir"
$as_root python3 tests/server/provider.py start "$dir/provider"
[ -z "$as_root" ] || $as_root chown "$(id -u)" "$dir/provider/password"
resolver=$(sed -n 's/.*"resolver": "\(.*\)".*/\1/p' \
	"$dir/provider/provider.json")

set -- check anna@hafen.test --write --out "$dir/profiles" \
	--password-file "$dir/provider/password" \
	--resolver "$resolver" --ca-file "$dir/provider/ca.pem"
echo
echo "\$ postlotse $*"
echo
status=0
build/postlotse "$@" || status=$?

echo
echo "What was written:"
for file in "$dir"/profiles/*; do
	[ -e "$file" ] || continue
	echo
	echo "--- ${file##*/}"
	case $file in
	*.png)
		echo "(a picture)"
		continue
		;;
	esac
	head -n 16 "$file"
	[ "$(wc -l <"$file")" -le 16 ] || echo "[...]"
done
exit "$status"
