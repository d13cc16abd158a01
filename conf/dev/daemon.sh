# daemon.sh: sourced.  Processes of a STATE.  The first of a daemon is known
# again by its number together with the time it began, the others by the log
# they write to; so a number that went to a stranger is never signalled.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
NOBODY=nobody
AS=

die() {	# MESSAGE [LOG]
	echo "kartoteka: $1" >&2
	[ -z "${2:-}" ] || tail -n 5 "$STATE/log/$2" >&2
	exit 1
}

absolute() {
	case $1 in
	/*) echo "$1" ;;
	*) echo "$TOP/$1" ;;
	esac
}

hex() {	# BYTES
	od -An -N "$1" -tx1 /dev/urandom | tr -d ' \n'
}

# A name of the folder short enough for sockets in it (107 bytes in all).
short() {
	if [ "$(printf %s "$1" | wc -c)" -le 85 ]; then
		echo "$1"
	else
		link=/tmp/kartoteka-$(printf %s "$1" | sha256sum | cut -c 1-16)
		ln -sfn "$1" "$link"
		echo "$link"
	fi
}

short_drop() {
	link=/tmp/kartoteka-$(printf %s "$1" | sha256sum | cut -c 1-16)
	[ "$(readlink "$link")" != "$1" ] || rm -f "$link"
}

# Hand a file or folder to the user the daemons run as.
give() {
	[ "$(id -u)" -ne 0 ] || chown "$NOBODY" "$@"
}

# Root starts nothing as root: the daemons run as nobody.  Where nobody cannot
# pass a folder above STATE or above the program, it may read everything, and
# still write only its own; where even that is refused, root it is.
user_choose() {
	[ "$(id -u)" -eq 0 ] || return 0
	plain="setpriv --reuid=$NOBODY --regid=nogroup --clear-groups"
	caps="$plain --inh-caps=-all,+dac_read_search
	    --ambient-caps=-all,+dac_read_search --securebits=+no_setuid_fixup"
	for AS in "$plain" "$caps" ""; do
		as_user test -w "$STATE/run" -a -x "$CGI" -a -r "$SHARE" \
		    2> /dev/null && return 0
	done
}

as_user() {
	# The words of AS are a command.
	# shellcheck disable=SC2086
	$AS "$@"
}

began() {	# PID: the time it began, in ticks; nothing if it has ended
	sed -n 's/.*) \([^Z]\)/\1/p' "/proc/$1/stat" 2> /dev/null |
	    cut -d ' ' -f 20
}

daemon_pid() {	# NAME
	read -r pid since 2> /dev/null < "$STATE/run/$1.pid" &&
		[ -n "$since" ] && [ "$(began "$pid")" = "$since" ] &&
		echo "$pid"
}

# Its processes, also those whose parent is gone.
daemon_family() {	# NAME
	find /proc/[0-9]*/fd/2 -maxdepth 0 -printf '%h %l\n' 2> /dev/null |
	    LOG="$(readlink -f "$STATE")/log/$1.log" awk -F '[/ ]' '
	substr($0, index($0, " ") + 1) == ENVIRON["LOG"] { print $3 }'
}

# The program stays in front; what it says goes to log/NAME.log.
daemon_start() {	# NAME COMMAND...
	daemon_stop "$1" TERM
	name=$1; shift
	[ "${FIRST:-0}" != 1 ] || set -- env -u KARTOTEKA_CONFIG "$@"
	: >> "$STATE/log/$name.log"
	give "$STATE/log/$name.log"
	# shellcheck disable=SC2086
	KARTOTEKA_CONFIG=$STATE/kartoteka.conf \
	    setsid $AS "$@" >> "$STATE/log/$name.log" 2>&1 < /dev/null &
	echo "$! $(began $!)" > "$STATE/run/$name.pid"
}

# Wait up to a minute until a daemon is ready; 1 if it ends before.
settle() {	# NAME READY...
	name=$1; shift
	until=$(($(date +%s) + 60))
	until "$@" > /dev/null 2>&1; do
		daemon_pid "$name" > /dev/null || return 1
		[ "$(date +%s)" -lt $until ] ||
			die "$name does not answer" "$name.log"
		sleep 0.05
	done
}

# The same of one that was just started.
await() {	# NAME READY...
	settle "$@" || die "$1 did not start" "$1.log"
}

# Start it unless it is there.  One that is may have begun a moment ago and
# recover still, or have been ended a moment ago and be gone soon.
daemon_up() {	# NAME READY START...
	daemon=$1 ready=$2; shift 2
	if ! daemon_pid "$daemon" > /dev/null || ! settle "$daemon" "$ready"
	then
		"$@"
		await "$daemon" "$ready"
	fi
}

# End a daemon and what it started, at the latest after 20 s.
daemon_stop() {	# NAME SIGNAL
	first=$(daemon_pid "$1") || first=$(daemon_family "$1")
	rm -f "$STATE/run/$1.pid"
	# shellcheck disable=SC2086
	[ -z "$first" ] || kill -s "$2" $first 2> /dev/null || :
	tries=0
	while left=$(daemon_family "$1"); [ -n "$left" ]; do
		tries=$((tries + 1))
		# shellcheck disable=SC2086
		[ $((tries % 400)) -ne 0 ] || kill -s KILL $left || :
		sleep 0.05
	done
}
