#!/bin/sh
# deps.sh: install the Debian packages of conf/packages.txt that are missing.
#	sh conf/dev/deps.sh [SECTION...]	default: build run portable test
# No daemon of a package is started, and none stays enabled by us.
set -eu
cd "$(dirname "$0")/../.."
POLICY=/usr/sbin/policy-rc.d
LOCK=/run/lock/kartoteka-deps
[ $# -gt 0 ] || set -- build run portable test

wanted() {
	awk -v sections=" $* " '
	/^\[/ { name = substr($0, 2, length($0) - 2); next }
	NF && $0 !~ /^#/ && index(sections, " " name " ") { print $1 }
	' conf/packages.txt
}

# Of NAME or NAME:COMMAND lines, the names of what is not here.
missing() {
	have=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2> /dev/null)
	while IFS=: read -r name command; do
		[ -z "$command" ] || ! command -v "$command" > /dev/null ||
			continue
		case "
$have
" in *"
installed $name
"*) ;; *) echo "$name" ;; esac
	done
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	else
		sudo "$@"
	fi
}

apt() {
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -q \
	    -o DPkg::Lock::Timeout=600 "$@"
}

install_all() {
	apt install --no-install-recommends "$@"
}

# What was there before is put back even when apt fails.
policy_off() {
	as_root rm -f $POLICY
	[ ! -e $POLICY.kept ] || as_root mv -f $POLICY.kept $POLICY
}

policy_on() {
	trap policy_off EXIT
	trap 'exit 1' HUP INT TERM
	[ -e $POLICY.kept ] || [ ! -e $POLICY ] ||
		as_root mv $POLICY $POLICY.kept
	printf '#!/bin/sh\nexit 101\n' | as_root tee $POLICY > /dev/null
	as_root chmod 755 $POLICY
}

packages=$(wanted "$@" | missing)
[ -n "$packages" ] || exit 0
[ "$(id -u)" -eq 0 ] || command -v sudo > /dev/null || {
	echo "deps: neither root nor sudo here; install: $(echo $packages)" >&2
	exit 1
}

# One at a time: two would take each other's policy for the machine's own.
as_root mkdir -p /run/lock
as_root touch $LOCK
as_root chmod 666 $LOCK
exec 9> $LOCK
flock 9
packages=$(wanted "$@" | missing)
[ -n "$packages" ] || exit 0
echo "deps: installing" $packages
policy_on
apt -s install --no-install-recommends $packages > /dev/null 2>&1 ||
	apt update
install_all $packages || { apt update && install_all $packages; }
