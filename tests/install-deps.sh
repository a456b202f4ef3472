#!/bin/sh
# Installs the Debian packages that building and testing need.
#
#	sh tests/install-deps.sh [build] [servers] [test]
#
# build    compiler, libraries, translations
# servers  the real mail, name and web servers of the demo
# test     everything else the tests run (includes servers)
#
# No name means all of them. Does nothing when all are there. The daemons
# that come with the packages are neither started nor enabled: the tests
# start their own copies on a private loopback address.

set -eu

build="
	ca-certificates gcc gettext libc6-dev libcurl4-openssl-dev libgsasl-dev
	libidn2-dev libjson-c-dev libpng-dev libpsl-dev libqrencode-dev libssl-dev
	libunbound-dev libuv1-dev libxml2-dev make pkg-config
"
servers="
	dovecot-imapd dovecot-pop3d ldnsutils nginx-light nsd openssl postfix
	python3
"
tests="
	cmark-gfm librsvg2-bin thunderbird-l10n-de
	dbus-daemon util-linux xvfb
	aerc alpine emacs-nox mutt neomutt s-nail
	fetchmail getmail6 libmail-imapclient-perl libio-socket-ssl-perl
	libsasl2-modules mpop offlineimap3
	claws-mail sylpheed
	libnss3-tools qrencode thunderbird zbar-tools
	evolution-data-server geary gir1.2-camel-1.2 gir1.2-edataserver-1.2
	gnome-keyring gnome-online-accounts libkf5config-bin python3-gi
	clang clang-format clang-tidy cppcheck curl git isync libclang-rt-dev
	libcmocka-dev libxml2-utils mandoc msmtp perl pmccabe python3-jsonschema
	bash-completion fish zsh
	jing python3-lxml python3-yaml shellcheck valgrind
	libclamav12 libcourier-unicode4 libevent-2.1-7 libgamin0 libgdbm6
	libgnutls-dane0 libical3 libidn12 libjansson4 libldap-2.5-0 libltdl7
	libnsl2 libpcre3 libpq5 libsasl2-modules-db libwrap0 libxapian30
	libzephyr4
"

wanted=
for group in "${@:-all}"; do
	case $group in
	build)		wanted="$wanted $build" ;;
	servers)	wanted="$wanted $servers" ;;
	test)		wanted="$wanted $servers $tests" ;;
	all)		wanted="$wanted $build $servers $tests" ;;
	*)
		echo "usage: install-deps.sh [build] [servers] [test]" >&2
		exit 2
		;;
	esac
done

installed() {
	dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q ' installed$'
}

missing=
for package in $wanted; do
	installed "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
	echo "install-deps.sh: this is not Debian; please install:$missing" >&2
	exit 2
fi

as_root=
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null 2>&1 || {
		echo "install-deps.sh: needs root for:$missing" >&2
		exit 2
	}
	as_root=sudo
fi

log=$(mktemp)
policy=/usr/sbin/policy-rc.d
saved=$policy.before-postlotse

# While packages are installed, policy-rc.d forbids to start their daemons.
forbid_daemons() {
	if [ -e $policy ] && [ ! -e $saved ]; then
		$as_root mv $policy $saved
	fi
	printf '#!/bin/sh\nexit 101\n' | $as_root tee $policy >/dev/null
	$as_root chmod 755 $policy
}

restore() {
	rm -f "$log"
	if [ -e $saved ]; then
		$as_root mv -f $saved $policy
	else
		$as_root rm -f $policy
	fi
}

run_quietly() {
	$as_root env DEBIAN_FRONTEND=noninteractive "$@" </dev/null \
		>"$log" 2>&1 || {
		cat "$log" >&2
		echo "install-deps.sh: $* failed" >&2
		exit 2
	}
}

echo "installing:$missing" >&2
trap restore EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
forbid_daemons
run_quietly apt-get -q update
# shellcheck disable=SC2086  # a list of words
run_quietly apt-get -q -y --no-install-recommends install $missing

# What came only for the tests shall not start with the machine either.
if [ -d /run/systemd/system ]; then
	for package in $missing; do
		case $package in
		dovecot-imapd)	units="dovecot.service dovecot.socket" ;;
		postfix)	units=postfix.service ;;
		nsd)		units=nsd.service ;;
		nginx-light)	units=nginx.service ;;
		*)		continue ;;
		esac
		for unit in $units; do
			$as_root systemctl --quiet disable "$unit" \
				2>/dev/null || :
		done
	done
fi
