#!/bin/sh
# run.sh: in a browser: every template with sample data; the whole story from an
# empty base; every page and a working day on a stack with demo data.
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
node tests/browser/story.mjs || bad=1
make -s start PORT="$port" STATE="$T/state" DEMO=1
KARTOTEKA_LOGIN=admin KARTOTEKA_PASSWORD=$(cat "$T/state/password") \
    node tests/browser/run.mjs --base "http://127.0.0.1:$port" "$@" || bad=1
exit $bad
