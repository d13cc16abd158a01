# daemon.sh: sourced.  Processes of a STATE: started in sessions of their own,
# known again by their number together with the time they began, so a number
# that went to a stranger is never signalled.
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

began() {	# PID: the time it began, in ticks
	sed 's/.*) //' "/proc/$1/stat" 2> /dev/null | cut -d ' ' -f 20
}

daemon_pid() {	# NAME
	read -r pid since 2> /dev/null < "$STATE/run/$1.pid" &&
		[ -n "$since" ] && [ "$(began "$pid")" = "$since" ] &&
		echo "$pid"
}

# Processes that carry this STATE, also those whose parent is gone.
daemon_all() {
	grep -lzxF "KARTOTEKA_STATE=$STATE" /proc/[0-9]*/environ 2> /dev/null |
	    cut -d / -f 3
}

# The program stays in front; what it says goes to log/NAME.log.
daemon_start() {	# NAME COMMAND...
	name=$1; shift
	: >> "$STATE/log/$name.log"
	give "$STATE/log/$name.log"
	# shellcheck disable=SC2086
	KARTOTEKA_STATE=$STATE KARTOTEKA_CONFIG=$STATE/kartoteka.conf \
	    setsid $AS "$@" >> "$STATE/log/$name.log" 2>&1 < /dev/null &
	echo "$! $(began $!)" > "$STATE/run/$name.pid"
}

# Wait up to a minute until a command succeeds, as long as the daemon lives.
await() {	# NAME COMMAND...
	name=$1; shift
	tries=0
	until "$@" > /dev/null 2>&1; do
		daemon_pid "$name" > /dev/null ||
			die "$name did not start" "$name.log"
		tries=$((tries + 1))
		[ $tries -lt 1200 ] ||
			die "$name does not answer" "$name.log"
		sleep 0.05
	done
}

gone() {	# PID...
	for p; do
		[ ! -d "/proc/$p" ] || grep -q '^State:.Z' "/proc/$p/status" \
		    2> /dev/null || return 1
	done
}

# End a daemon and the processes of its session, at the latest after 20 s.
daemon_stop() {	# NAME SIGNAL
	pid=$(daemon_pid "$1") || pid=
	rm -f "$STATE/run/$1.pid"
	[ -n "$pid" ] || return 0
	family=$(sed -n "s/^\([0-9]*\) .*) . [0-9]* [0-9]* $pid .*/\1/p" \
	    /proc/[0-9]*/stat 2> /dev/null) || :
	kill -s "$2" "$pid" 2> /dev/null || return 0
	tries=0
	# shellcheck disable=SC2086
	until gone $family; do
		tries=$((tries + 1))
		[ $tries -ne 400 ] || kill -s KILL $family 2> /dev/null || :
		[ $tries -lt 500 ] || break
		sleep 0.05
	done
}

# What lost its parent and therefore its pid file.
daemon_sweep() {
	left=$(daemon_all) || :
	# shellcheck disable=SC2086
	[ -z "$left" ] || kill -s KILL $left 2> /dev/null || :
}
