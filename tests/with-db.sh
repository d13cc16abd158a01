#!/bin/sh
# with-db.sh: run a command beside a private, empty MariaDB.
#	sh tests/with-db.sh COMMAND...
# The command finds the socket in KARTOTEKA_TEST_SOCKET and may do anything as
# user "test" without a password.  All of it is gone when the command ends.
set -eu
cd "$(dirname "$0")/.."
TOP=$(pwd) CGI=$TOP SHARE=$TOP
. conf/dev/daemon.sh
. conf/dev/database.sh

STATE=$(mktemp -d "${TMPDIR:-/tmp}/kartoteka-test.XXXXXX")
finish() {
	daemon_stop db KILL
	rm -rf "$STATE"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

chmod 711 "$STATE"
for d in db log run tmp; do
	mkdir "$STATE/$d"
	give "$STATE/$d"
done
user_choose
DB_OPTIONS="--innodb-flush-log-at-trx-commit=0 --innodb-flush-method=nosync
    --performance-schema=0 ${DB_OPTIONS:-}"
database_start
sql <<-END
CREATE USER test@localhost;
GRANT ALL ON *.* TO test@localhost WITH GRANT OPTION;
END
KARTOTEKA_TEST_SOCKET=$(database_socket)
export KARTOTEKA_TEST_SOCKET
"$@"
