#!/bin/sh
# run.sh: every template with sample data, then the story of a day on a stack
# of its own with demo data; both in a browser.
set -eu
cd "$(dirname "$0")/../.."
T=$(mktemp -d)
finish() {
	make -s stop STATE="$T/state" > /dev/null
	rm -rf "$T"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM
port=$(python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])')
bad=0
make -s gallery || bad=1
make -s start PORT="$port" STATE="$T/state" DEMO=1
KARTOTEKA_LOGIN=admin KARTOTEKA_PASSWORD=$(cat "$T/state/password") \
    node tests/browser/run.mjs --base "http://127.0.0.1:$port" "$@" || bad=1
exit $bad
