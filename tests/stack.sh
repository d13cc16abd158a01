#!/bin/sh
# stack.sh: what make start, make run and make stop promise.  TAP.
set -u
cd "$(dirname "$0")/.."
TOP=$(pwd)
. conf/dev/daemon.sh
unset STATE PORT DEMO SERVER
T=$(mktemp -d)
ONE=$T/one
TWO=$T/$(printf 'a-long-name-of-a-folder/%.0s' 1 2 3 4 5 6)two
DAEMONS="db workers web"

ports() {
	python3 - <<-'END'
	import socket
	both = [socket.socket(), socket.socket()]
	for s in both:
	    s.bind(("127.0.0.1", 0))
	print(*[s.getsockname()[1] for s in both])
	END
}
set -- $(ports)
P1=$1 P2=$2

finish() {
	make -s stop STATE="$ONE" > /dev/null 2>&1
	make -s stop STATE="$TWO" > /dev/null 2>&1
	[ -z "${STRANGER:-}" ] || kill "$STRANGER" 2> /dev/null
	rm -rf "$T"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

. tests/tools/fact.sh
start() { make -s start PORT="$1" STATE="$2" DEMO=0; }
stop() { make -s stop STATE="$1"; }
answers() { [ "$(curl -s -m 10 -o /dev/null -w '%{http_code}' "http://127.0.0.1:$1/health")" = 200 ]; }
status() { curl -s -m 60 -o /dev/null -w '%{http_code}' "$@"; }
family() { for d in $DAEMONS; do STATE=$1 daemon_family "$d"; done; }
nothing() { [ -z "$(family "$1")" ]; }
same() { family "$ONE" > "$T/after"; diff "$T/before" "$T/after"; }
ordinary() {
	[ "$(id -u)" -ne 0 ] || for p in $(family "$1"); do
		[ "$(stat -c %u "/proc/$p")" -ne 0 ] || return 1
	done
}
workers() {
	for p in $(STATE=$1 daemon_family workers); do
		case $(tr '\0' '\n' < "/proc/$p/cmdline" | head -n 1) in
		*.fcgi) echo "$p" ;;
		esac
	done
}
replaced() {
	one=$(workers "$1" | head -n 1)
	all=$(workers "$1" | wc -l)
	kill -KILL "$one"
	for i in $(seq 100); do
		workers "$1" | grep -qx "$one" ||
			[ "$(workers "$1" | wc -l)" -ne "$all" ] || return 0
		sleep 0.05
	done
	return 1
}
# Held while it goes, as on a busy machine: it is there and answers no more.
ending() {
	read -r db _ < "$1/run/db.pid"
	kill -STOP "$db"
	start "$2" "$1" & starting=$!
	until pgrep -f "mariadb .*$1/run/db.sock" > /dev/null; do :; done
	kill -KILL "$db"
	wait "$starting"
}
hidden() {
	for u in conf/kartoteka.conf sql/000_core.sql src/modules.def \
	    tests/check.py .git/config; do
		[ "$(status "http://127.0.0.1:$1/$u")" = 404 ] || return 1
	done
}
large() {
	head -c 8000000 /dev/zero | tr '\0' a > "$T/large"
	case $(status --data-binary @"$T/large" "http://127.0.0.1:$1/sign-in") in
	[1234]??) ;;
	*) return 1 ;;
	esac
}
private() { [ "$(stat -c %a "$1/kartoteka.conf")" = 600 ]; }
spared() { kill -0 "$STRANGER"; }
interrupted() {
	python3 - "$P1" "$ONE" <<-'END'
	import os, signal, subprocess, sys
	port, state = sys.argv[1:]
	p = subprocess.Popen(["make", "-s", "run", "PORT=" + port,
	    "STATE=" + state, "DEMO=0"], stdout=subprocess.PIPE, text=True,
	    start_new_session=True)
	for line in p.stdout:
	    if "Ctrl-C" in line:
	        break
	os.killpg(p.pid, signal.SIGINT)
	p.wait(60)
	END
}

fact "make start answers at its address" start "$P1" "$ONE"
fact "and says that it is healthy" answers "$P1"
family "$ONE" > "$T/before"
fact "a second make start succeeds" start "$P1" "$ONE"
fact "and starts nothing anew" same
fact "root starts nothing as root" ordinary "$ONE"
fact "only the worker's user reads kartoteka.conf" private "$ONE"
fact "another PORT and STATE run beside it, however long the path" start "$P2" "$TWO"
fact "and answer" answers "$P2"
fact "a killed worker is replaced" replaced "$ONE"
fact "a start while the database ends brings it back" ending "$ONE" "$P1"
fact "and it answers" answers "$P1"
fact "what is not for the web is not found" hidden "$P1"
fact "a form of 8 MB is taken or refused, not dropped" large "$P1"
fact "make stop ends the one" stop "$ONE"
fact "and leaves no process of it" nothing "$ONE"
fact "and leaves the other alone" answers "$P2"
fact "a second make stop succeeds" stop "$ONE"
sleep 1000 & STRANGER=$!
echo "$STRANGER 1" > "$ONE/run/db.pid"
echo nonsense > "$ONE/run/web.pid"
fact "stale pid files do not hinder a start" start "$P1" "$ONE"
fact "nor hurt a stranger" spared
fact "it stops again" stop "$ONE"
fact "make run ends by Ctrl-C" interrupted
fact "and leaves no process" nothing "$ONE"
fact "the other stops" stop "$TWO"
fact "and leaves no process" nothing "$TWO"
echo "1..$n"
exit $bad
