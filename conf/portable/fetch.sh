#!/bin/sh
# fetch.sh: the source archives of sources.txt into DIR, each by apt from the
# mirror this machine uses, else from Debian's archive of all versions; what
# does not have its checksum is refused.
#	sh conf/portable/fetch.sh DIR
set -eu
cd "$(dirname "$0")/../.."
DIR=$1
OLD=https://snapshot.debian.org/archive
WHEN=20261120T000000Z
mkdir -p "$DIR"

mirrors() {	# ARCHIVE
	case $1 in
	security)
		apt-get indextargets --format '$(SITE)' | grep -e -security
		echo "$OLD/debian-security/$WHEN"
		;;
	*)
		apt-get indextargets --format '$(SITE)' | grep -v -e -security
		echo "$OLD/debian/$WHEN"
		;;
	esac | awk '!seen[$0]++'
}

fits() {	# FILE SUM
	[ -f "$1" ] && echo "$2  $1" | sha256sum --status -c -
}

fetch() {	# ARCHIVE PATH SUM
	file=$DIR/${2##*/}
	! fits "$file" "$3" || return 0
	echo "portable: fetching ${2##*/}" >&2
	for site in $(mirrors "$1"); do
		rm -f "$file.new"
		/usr/lib/apt/apt-helper -qq download-file "$site/$2" \
		    "$file.new" "SHA256:$3" > /dev/null 2>&1 || continue
		fits "$file.new" "$3" || continue
		mv "$file.new" "$file"
		return 0
	done
	echo "portable: no mirror has ${2##*/} with its checksum" >&2
	exit 1
}

grep -v -e '^#' conf/portable/sources.txt | while read -r archive path sum; do
	fetch "$archive" "$path" "$sum"
done
