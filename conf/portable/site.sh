#!/bin/sh
# site.sh: the folder that is uploaded to a shared host.
#	sh conf/portable/site.sh DIR PROGRAM SHARE LICENCES VERSION
set -eu
cd "$(dirname "$0")/../.."
rm -rf "$1"
mkdir -p "$1/cgi-bin" "$1/conf"
cp -R "$3/htdocs/." "$1/"
cp conf/htaccess "$1/.htaccess"
cp cgi-bin/.htaccess "$1/cgi-bin/"
cp conf/portable/deny.htaccess "$1/conf/.htaccess"
cp "$2" "$1/cgi-bin/kartoteka.fcgi"
cp "$2" "$1/cgi-bin/upload.cgi"
{
	cat LICENSE NOTICE
	for f in "$4"/*; do
		printf '\n-------- %s\n\n' "${f##*/}"
		cat "$f"
	done
} > "$1/licence.txt"
echo "Kartoteka $5" > "$1/conf/version"
