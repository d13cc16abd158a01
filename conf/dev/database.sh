# database.sh: sourced.  A MariaDB of one's own under STATE/db, reached by its
# socket alone.  Who owns the system account that runs it administers it.

database_socket() {
	echo "$(short "$STATE")/run/db.sock"
}

database_user() {
	if [ -n "$AS" ]; then echo $NOBODY; else id -un; fi
}

# The administrator's client.
sql() {
	mariadb --no-defaults --default-character-set=utf8mb4 \
	    -u "$(id -un)" -S "$(database_socket)" "$@"
}

# Made aside and renamed: an interrupted first start leaves no half of it.
database_make() {
	[ ! -d "$STATE/db/data" ] || return 0
	rm -rf "$STATE/db/new"
	as_user mariadb-install-db --no-defaults --datadir="$STATE/db/new" \
	    --auth-root-authentication-method=socket \
	    --auth-root-socket-user="$(database_user)" \
	    --skip-test-db --skip-name-resolve --tmpdir="$STATE/tmp" \
	    > "$STATE/log/install-db.log" 2>&1 ||
		die "the database could not be made" install-db.log
	mv "$STATE/db/new" "$STATE/db/data"
}

database_answers() {
	sql -e 'SELECT 1'
}

database_start() {
	daemon_up db database_answers database_run
}

database_run() {
	database_make
	user=
	[ "$(database_user)" != root ] || user=--user=root
	daemon_start db mariadbd --no-defaults $user \
	    --datadir="$STATE/db/data" --socket="$(database_socket)" \
	    --pid-file="$STATE/run/mariadb.pid" --tmpdir="$STATE/tmp" \
	    --skip-networking --skip-name-resolve --local-infile=0 \
	    --character-set-server=utf8mb4 \
	    --collation-server=utf8mb4_unicode_ci \
	    --default-time-zone=+00:00 --max-connections=100 \
	    --innodb-buffer-pool-size="${DB_MEMORY:-64M}" \
	    --innodb-log-file-size=32M --key-buffer-size=1M \
	    --aria-pagecache-buffer-size=8M ${DB_OPTIONS:-}
}

# The program's own base and account.
database_open() {
	password=$(sed -n 's/^db_password = //p' "$STATE/kartoteka.conf")
	sql <<-END
	CREATE DATABASE IF NOT EXISTS kartoteka
	    CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
	CREATE USER IF NOT EXISTS kartoteka@localhost;
	ALTER USER kartoteka@localhost IDENTIFIED BY '$password';
	GRANT ALL ON kartoteka.* TO kartoteka@localhost;
	END
}
