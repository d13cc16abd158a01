# web.sh: sourced.  The workers on a socket, and nginx before them.

# Workers take a new program, new templates or words by being replaced.
workers_start() {
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

# Static files by nginx, all else by the workers.  No fastcgi_keep_conn: it
# would pin workers, which serve one connection at a time.
nginx_config() {
	cat <<-END
	daemon off;
	worker_processes 1;
	pid $STATE/run/nginx-own.pid;
	error_log $STATE/log/nginx.log error;
	events { worker_connections 1024; }
	http {
	    include /etc/nginx/mime.types;
	    default_type application/octet-stream;
	    access_log off;
	    server_tokens off;
	    sendfile on;
	    client_max_body_size 64m;
	    client_body_temp_path $STATE/tmp/body;
	    fastcgi_temp_path $STATE/tmp/fastcgi;
	    proxy_temp_path $STATE/tmp/proxy;
	    uwsgi_temp_path $STATE/tmp/uwsgi;
	    scgi_temp_path $STATE/tmp/scgi;
	    gzip on;
	    gzip_types text/css application/javascript image/svg+xml;
	    gzip_vary on;
	    map \$arg_v \$static_cache {
	        "" no-cache;
	        default "public, max-age=31536000, immutable";
	    }
	    server {
	        listen 127.0.0.1:$PORT backlog=1024;
	        root $SHARE/htdocs;
	        location ~ ^/(?:\.|(?:conf|sql|src|tests|po)(?:/|\$)) {
	            return 404;
	        }
	        location / {
	            add_header Cache-Control \$static_cache;
	            add_header X-Content-Type-Options nosniff;
	            try_files \$uri @app;
	        }
	        location @app {
	            include /etc/nginx/fastcgi_params;
	            fastcgi_pass unix:$(short "$STATE")/run/app.sock;
	            fastcgi_read_timeout 300s;
	            error_page 502 504 = @busy;
	        }
	        location @busy {
	            default_type text/plain;
	            add_header Retry-After 5 always;
	            return 503 "Busy, please try again.\n";
	        }
	    }
	}
	END
}

nginx_start() {
	nginx_config > "$STATE/nginx.conf.new"
	if cmp -s "$STATE/nginx.conf.new" "$STATE/nginx.conf"; then
		rm "$STATE/nginx.conf.new"
	else
		daemon_stop nginx TERM
		mv "$STATE/nginx.conf.new" "$STATE/nginx.conf"
	fi
	daemon_pid nginx > /dev/null || {
		rm -f "$STATE/run/nginx-own.pid"
		daemon_start nginx nginx -p "$STATE/" -c "$STATE/nginx.conf" \
		    -e "$STATE/log/nginx.log"
	}
	await nginx answers
}

# nginx writes its number when the port is its own; then the program answers.
answers() {
	[ -s "$STATE/run/nginx-own.pid" ] || return 1
	status=$(curl -s -o /dev/null -w '%{http_code}' --noproxy '*' \
	    "http://127.0.0.1:$PORT/health")
	[ "$status" -ge 200 ] && [ "$status" -lt 500 ]
}
