#!/bin/sh
# site.sh: the two folders for a host where one has a web root and FTP.
#	sh conf/site.sh DIR CGI SHARE
# DIR/public_html goes into the web root, DIR/kartoteka beside it.
set -eu
cd "$(dirname "$0")/.."
web=$1/public_html
rm -rf "$web" "$1/kartoteka"
mkdir -p "$web/cgi-bin" "$web/conf" "$1/kartoteka/data"
cp -R "$3/htdocs/." "$web/"
cp conf/htaccess "$web/.htaccess"
cp cgi-bin/.htaccess "$web/cgi-bin/"
cp "$2/kartoteka.fcgi" "$2/upload.cgi" "$web/cgi-bin/"
cp -R "$3/tpl" "$3/sql" "$3/mo" "$1/kartoteka/"
cat > "$web/conf/.htaccess" <<'END'
# Not for the web; kartoteka.conf lies here because the program finds it here.
<IfModule mod_rewrite.c>
	RewriteEngine On
	RewriteRule ^ - [R=404,L]
</IfModule>
<IfModule !mod_rewrite.c>
	<IfModule mod_alias.c>
		RedirectMatch 404 ""
	</IfModule>
	<IfModule !mod_alias.c>
		Require all denied
	</IfModule>
</IfModule>
END
sed -e 's|^share_dir = .*|share_dir = ../../kartoteka|' \
    -e 's|^data_dir = .*|data_dir = ../../kartoteka/data|' \
    conf/kartoteka.conf.example > "$web/conf/kartoteka.conf"
chmod 600 "$web/conf/kartoteka.conf"
