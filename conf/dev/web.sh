# web.sh: sourced.  The workers on a socket with nginx before them, or Apache,
# which starts the program itself.  Each with the sample of conf/, as installed.

# WEB_MORE is a file of further locations, for the bench.

# Workers take a new program, new templates or words by being replaced.
workers_start() {
	[ "$FIRST" != 1 ] || {
		site_make
		CGI=$STATE/site/public_html/cgi-bin
	}
	[ -x "$CGI/kartoteka.fcgi" ] || die "there is no $CGI/kartoteka.fcgi"
	if daemon_pid workers > /dev/null; then
		[ -n "$(find "$CGI/kartoteka.fcgi" "$SHARE" \
		    -newer "$STATE/run/workers.pid" | head -n 1)" ] || return 0
		daemon_stop workers TERM
	fi
	rm -f "$STATE/run/app.sock"
	daemon_start workers spawn-fcgi -n -s "$(short "$STATE")/run/app.sock" \
	    -- "$(command -v multiwatch)" -f "$WORKERS" -r 50 -t 1000 -s TERM \
	    -- "$CGI/kartoteka.fcgi"
	await workers test -S "$STATE/run/app.sock"
}

nginx_config() {
	cat <<-END
	daemon off;
	worker_processes 1;
	pid $STATE/run/web-own.pid;
	error_log $STATE/log/web.log error;
	events { worker_connections 1024; }
	http {
	    include /etc/nginx/mime.types;
	    default_type application/octet-stream;
	    access_log off;
	    server_tokens off;
	    sendfile on;
	    client_body_temp_path $STATE/tmp/body;
	    fastcgi_temp_path $STATE/tmp/fastcgi;
	    proxy_temp_path $STATE/tmp/proxy;
	    uwsgi_temp_path $STATE/tmp/uwsgi;
	    scgi_temp_path $STATE/tmp/scgi;
	END
	sed -e "s|listen 80;|listen 127.0.0.1:$PORT backlog=1024;|" \
	    -e "s|root .*;|root $SHARE/htdocs;${WEB_MORE:+ include $WEB_MORE;}|" \
	    -e "s|unix:[^;]*|unix:$(short "$STATE")/run/app.sock|" conf/nginx.conf
	echo "}"
}

# The folders as they are uploaded to a shared host.
site_make() {
	sh conf/site.sh "$STATE/site" "$CGI" "$SHARE"
	if [ "$FIRST" = 1 ]; then
		rm "$STATE/site/public_html/conf/kartoteka.conf"
		ln -s "$SHARE" "$STATE/site/public_html/share"
		give "$STATE/site/public_html/conf"
		return
	fi
	cp "$STATE/kartoteka.conf" "$STATE/site/public_html/conf/"
	[ "$SERVER" != bare ] || sed -i 's/^rewrite = .*/rewrite = no/' \
	    "$STATE/site/public_html/conf/kartoteka.conf"
	give "$STATE/site/public_html/conf/kartoteka.conf"
}

# Under jail and jail-cgi the server and the program live in STATE as their
# root: nothing of the system is there, and every path is called as outside.
jailed() {
	case $SERVER in jail*) ;; *) return 1 ;; esac
}

jail_make() {
	[ "$(id -u)" -eq 0 ] || die "only root can make a jail"
	mkdir -p "$STATE$(dirname "$STATE")" "$STATE/run/fcgid"
	ln -sfn / "$STATE$STATE"
	ln -sfn "$STATE" "$STATE/tmp/$(basename "$(short "$STATE")")"
	give "$STATE/run/fcgid"
	sed -i -e '/^share_dir/d; /^zoneinfo_dir/d' \
	    "$STATE/site/public_html/conf/kartoteka.conf"
}

apache_modules() {
	case $SERVER in
	proxy) echo mpm_event ;;
	*) echo mpm_prefork ;;
	esac
	echo authz_core dir env headers mime setenvif cgi
	case $SERVER in
	apache) echo fcgid rewrite ;;
	jail) echo fcgid rewrite ;;
	jail-cgi) echo rewrite ;;
	bare) echo fcgid alias ;;
	cgi) echo rewrite ;;
	proxy) echo rewrite proxy proxy_fcgi ;;
	esac
}

apache_config() {
	cat <<-END
	ServerRoot $STATE
	ServerName localhost
	Listen 127.0.0.1:$PORT
	PidFile $STATE/run/web-own.pid
	ErrorLog $STATE/log/web.log
	LogLevel error
	DefaultRuntimeDir $STATE/run
	Mutex file:$STATE/tmp
	TypesConfig /etc/mime.types
	END
	for m in $(apache_modules); do
		echo "LoadModule ${m}_module /usr/lib/apache2/modules/mod_$m.so"
	done
	if [ "$SERVER" = proxy ]; then
		sed -e "s|\*:80>|127.0.0.1:$PORT>|" \
		    -e "s|/usr/local/share/kartoteka/htdocs|$SHARE/htdocs|" \
		    -e "s|unix:[^|]*|unix:$(short "$STATE")/run/app.sock|" \
		    conf/apache.conf
		return
	fi
	cat <<-END
	DocumentRoot $STATE/site/public_html
	<Directory $STATE/site/public_html>
	    AllowOverride All
	    Require all granted
	</Directory>
	END
	! jailed || cat <<-END
	User $NOBODY
	Group nogroup
	ChrootDir $STATE
	END
	! apache_modules | grep -qw fcgid || cat <<-END
	FcgidIPCDir $STATE/run/fcgid
	FcgidProcessTableFile $STATE/run/fcgid_shm
	FcgidMaxProcesses $WORKERS
	END
}

web_run() {	# COMMAND...
	rm -f "$STATE/run/web-own.pid"
	if jailed; then
		AS='' daemon_start web "$@"
	else
		daemon_start web "$@"
	fi
}

# A changed configuration means a new server; Apache's site is made anew.
web_start() {
	case $SERVER in
	nginx)
		nginx_config > "$STATE/web.conf.new"
		set -- nginx -p "$STATE/" -c "$STATE/web.conf" \
		    -e "$STATE/log/web.log"
		;;
	*)
		apache_config > "$STATE/web.conf.new"
		set -- apache2 -f "$STATE/web.conf" -DFOREGROUND
		daemon_stop web TERM
		[ "$SERVER" = proxy ] || site_make
		! jailed || jail_make
		;;
	esac
	if ! cmp -s "$STATE/web.conf.new" "$STATE/web.conf"; then
		daemon_stop web TERM
	fi
	mv "$STATE/web.conf.new" "$STATE/web.conf"
	daemon_up web answers web_run "$@"
}

# The server writes its number when the port is its own; then the program
# answers.
answers() {
	[ -s "$STATE/run/web-own.pid" ] || return 1
	status=$(curl -s -m 10 -o /dev/null -w '%{http_code}' --noproxy '*' \
	    "http://127.0.0.1:$PORT/health")
	[ "$status" -ge 200 ] && [ "$status" -lt 500 ]
}
