#!/bin/sh
# portable.sh: what `make portable` promises of its program and its ZIP.  TAP.
set -u
cd "$(dirname "$0")/.."
TOP=$(pwd)
PB=build/portable
PROG=$PB/obj/cgi-bin/kartoteka.fcgi
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
trap 'exit 1' HUP INT TERM

. tests/tools/fact.sh
zip() { ls $PB/kartoteka-*.zip; }
small() { [ "$(stat -c %s "$(zip)")" -lt 8388608 ]; }
static() { file -L $PROG | grep -q 'statically linked' && ! readelf -d $PROG | grep -q NEEDED; }
clean() {
	python3 conf/portable/pack.py clean $PROG "$TOP" \
	    /home/ /root/ /usr/include "$(gcc -print-multiarch)/"
}

# The whole tree copied elsewhere and all of it built anew with FULL=1, as make
# check-all does; the program alone, with the libraries as they are, without:
# minutes less where these were not touched.
again() {
	mkdir -p "$T/else/where"
	tar -c --exclude=./build --exclude=./.git . | tar -x -C "$T/else/where"
	mkdir -p "$T/else/where/$PB"
	cp -a build/npm build/share "$T/else/where/build/"
	cp -a $PB/src "$T/else/where/$PB/"
	[ "${FULL:-}" = 1 ] || for d in bin done include kernel lib licences \
	    zoneinfo; do
		cp -a $PB/$d "$T/else/where/$PB/"
	done
	(cd "$T/else/where" && umask 027 && TZ=Asia/Tokyo LC_ALL=C make -s \
	    SOURCE_DATE_EPOCH="$(git -C "$TOP" log -1 --format=%ct)" portable)
	cmp "$(zip)" "$T/else/where/$(zip)"
}

# A configuration with nobody behind the database's socket.
configure() {
	mkdir -p "$T/data"
	{
		echo "db_socket = $T/nobody"
		echo "db_user = u"
		echo "db_name = n"
		echo "log_file = $T/log"
		echo "data_dir = $T/data"
		printf 'secret_key = %064d\n' 7
	} > "$T/kartoteka.conf"
	ln -f $PROG "$T/kartoteka" 2> /dev/null || cp $PROG "$T/kartoteka"
}

# What it says as PROGRAM, started with VARIABLES and the words of an address.
begun() {	# PROGRAM VARIABLE...
	program=$1; shift
	env -i KARTOTEKA_CONFIG="$T/kartoteka.conf" "$@" \
	    "$program" migrate < /dev/null 2>&1
}
page() { begun "$@" | head -n 1 | grep '^Status: '; }

# Each of a web server's marks is enough; without any it is the tool.
no_tool() {
	page $PROG && page "$T/kartoteka" REQUEST_METHOD=GET &&
	    page "$T/kartoteka" GATEWAY_INTERFACE=CGI/1.1 &&
	    ! page "$T/kartoteka" && begun "$T/kartoteka" |
	    grep '^kartoteka: the database refused'
}

# With nobody behind the database's socket; times are make bench's.
starts() {
	env -i KARTOTEKA_CONFIG="$T/kartoteka.conf" REQUEST_METHOD=GET \
	    GATEWAY_INTERFACE=CGI/1.1 REQUEST_URI=/sign-in \
	    SCRIPT_NAME=/cgi-bin/kartoteka.fcgi REMOTE_ADDR=127.0.0.1 \
	    SERVER_PROTOCOL=HTTP/1.1 $PROG < /dev/null > "$T/page"
	head -n 1 "$T/page" | grep -q '^Status: 503' && grep -q '</html>' "$T/page"
}

# Both builds give the same page; how fast, make bench says.
renders() {
	build/render_time build/share 0 > "$T/other" &&
	    $PB/obj/render_time build/share 0 > "$T/ours" &&
	    grep -q '</html>' "$T/other" && cmp "$T/other" "$T/ours"
}

configure
fact "the ZIP is under 8 MB" small
fact "the program needs no library of the host" static
fact "it names no path of the machine it was built on" clean
fact "a second build, elsewhere, gives the same bytes" again
fact "what a web server starts is never the tool" no_tool
fact "as plain CGI it answers a whole page without a database" starts
fact "it renders a list as the other build does, byte for byte" renders
echo "1..$n"
exit $bad
