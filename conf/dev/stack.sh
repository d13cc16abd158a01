#!/bin/sh
# stack.sh: Kartoteka on one's own machine: a private MariaDB, workers, nginx.
#	stack.sh start|run|stop		what make start, make run, make stop do
#	stack.sh database		the database alone
#	stack.sh replace		the program's processes anew
#	stack.sh site			the folders of an upload in STATE/site
# Settings by environment: PORT STATE DEMO WORKERS SERVER FIRST; from make B
# CGI SHARE.  With FIRST=1 the program is as uploaded, without a configuration:
# its first visit asks for one.
# SERVER is nginx, apache (with mod_fcgid), bare (that without mod_rewrite) or
# cgi (Apache with plain CGI), proxy (Apache before workers); jail and jail-cgi are Apache in a chroot, for the
# program of `make portable`.  All that it writes lies under STATE: db/ files/
# log/ run/ tmp/, kartoteka.conf.
set -eu
umask 022
cd "$(dirname "$0")/../.."
TOP=$(pwd)
. conf/dev/daemon.sh
. conf/dev/database.sh
. conf/dev/web.sh

PORT=${PORT:-8080} DEMO=${DEMO:-1} WORKERS=${WORKERS:-4} SERVER=${SERVER:-nginx}
FIRST=${FIRST:-0}
STATE=$(absolute "${STATE:-build/state}")
BUILD=$(absolute "${B:-build}")
CGI=$(absolute "${CGI:-cgi-bin}")
SHARE=$(absolute "${SHARE:-build/share}")
LOGIN=admin

# The settings of this copy; the passwords are made once.
config_write() {
	[ ! -s "$STATE/kartoteka.conf" ] || return 0
	(umask 077; cat > "$STATE/kartoteka.conf.new") <<-END
	# Made by conf/dev/stack.sh.
	db_socket = $(short "$STATE")/run/db.sock
	db_user = kartoteka
	db_password = $(hex 16)
	db_name = kartoteka
	base_url =
	trusted_proxies = 127.0.0.1
	share_dir = $SHARE
	data_dir = $STATE/files
	log_file = $STATE/log/kartoteka.log
	zoneinfo_dir = /usr/share/zoneinfo
	secret_key = $(hex 32)
	workers_max_requests = 10000
	rewrite = yes
	END
	give "$STATE/kartoteka.conf.new"
	mv "$STATE/kartoteka.conf.new" "$STATE/kartoteka.conf"
}

tool() {
	as_user "$BUILD/kartoteka" --config "$STATE/kartoteka.conf" "$@"
}

# A base of the newest shape; with DEMO a firm in it, else /setup asks for one.
base_fill() {
	tool migrate > "$STATE/log/migrate.log" 2>&1 ||
		die "the tables could not be made" migrate.log
	[ "$DEMO" = 1 ] && [ ! -e "$STATE/demo" ] || return 0
	(umask 077; echo "kartoteka-$(hex 4)" > "$STATE/password")
	give "$STATE/password"
	tool setup --firm "ТОВ «Затишна оселя»" --country UA --currency UAH \
	    --lang uk --admin $LOGIN --name "Марія Ковальчук" \
	    --password-file "$STATE/password" \
	    --reg-no 10787917 --vat-no 107879126540 --demo \
	    > "$STATE/log/setup.log" 2>&1 ||
		die "the demo data could not be loaded" setup.log
	: > "$STATE/demo"
}

folders_make() {
	mkdir -p "$STATE"
	for d in db files log run tmp; do
		[ -d "$STATE/$d" ] || { mkdir "$STATE/$d"; give "$STATE/$d"; }
	done
	[ -e "$STATE/log/kartoteka.log" ] || {
		: > "$STATE/log/kartoteka.log"
		give "$STATE/log/kartoteka.log"
	}
}

database() {
	folders_make
	user_choose
	config_write
	database_start
	database_open
}

program() {
	case $SERVER in
	nginx | proxy) workers_start ;;
	*) daemon_stop workers TERM ;;
	esac
	web_start
}

start() {
	database
	base_fill
	program
}

replace() {
	user_choose
	daemon_stop web TERM
	daemon_stop workers TERM
	program
}

stop() {
	[ -d "$STATE" ] || return 0
	daemon_stop web TERM
	daemon_stop workers TERM
	daemon_stop db TERM
	short_drop "$STATE"
}

greet() {
	echo "Kartoteka is at http://127.0.0.1:$PORT/"
	if [ -e "$STATE/demo" ]; then
		echo "Sign in as $LOGIN with $(cat "$STATE/password")"
	else
		echo "It is empty: the first page asks for the firm."
	fi
}

case ${1:-} in
start)
	trap stop EXIT
	start
	trap - EXIT
	greet
	;;
run)
	trap stop EXIT
	trap 'exit 0' HUP INT TERM
	start
	greet
	echo "Ctrl-C stops it."
	tail -f /dev/null --pid="$(daemon_pid web)" &
	wait $!
	die "the web server has ended" web.log
	;;
stop)
	stop
	;;
site)
	user_choose
	site_make
	;;
database | replace)
	"$1"
	;;
*)
	echo "use: stack.sh start|run|stop|database|replace|site" >&2
	exit 2
	;;
esac
