#!/bin/sh
# libs.sh: the portable program's libraries, built by musl-gcc from the sources
# of Debian with Debian's patches; static, without a path of this machine.
#	sh conf/portable/libs.sh SOURCES OUT
# OUT/lib, OUT/include, OUT/bin/kcc (the compiler), OUT/zoneinfo.  What is
# there already is not built again.
set -eu
umask 022
cd "$(dirname "$0")/../.."
TOP=$(pwd)
SRC=$(cd "$1" && pwd)
mkdir -p "$2/bin" "$2/lib" "$2/include" "$2/work" "$2/done"
OUT=$(cd "$2" && pwd)
JOBS=${JOBS:-2}
PATH=$OUT/bin:$PATH
CFLAGS="-O2 -ffunction-sections -fdata-sections"
export PATH SOURCE_DATE_EPOCH=0 ZERO_AR_DATE=1 LC_ALL=C TZ=UTC
# What a make above was told (SOURCE_DATE_EPOCH=1) would go before what is here.
unset MAKEFLAGS MAKEOVERRIDES MFLAGS

# One name without a folder, so that no build writes down where it was; and the
# kernel's headers, which musl has not.
compiler() {
	mkdir -p "$OUT/kernel"
	for d in linux asm-generic; do
		ln -sfn /usr/include/$d "$OUT/kernel/$d"
	done
	ln -sfn "/usr/include/$(gcc -print-multiarch)/asm" "$OUT/kernel/asm"
	cat > "$OUT/bin/kcc.new" <<-END
	#!/bin/sh
	exec musl-gcc -isystem "$OUT/kernel" -ffile-prefix-map="$TOP"=. \\
	    -ffile-prefix-map="$OUT"=. -fno-pie -no-pie "\$@"
	END
	chmod 755 "$OUT/bin/kcc.new"
	mv "$OUT/bin/kcc.new" "$OUT/bin/kcc"
	printf '#!/bin/sh\nop=$1; shift\nexec /usr/bin/ar "${op}D" "$@"\n' \
	    > "$OUT/bin/kar"
	chmod 755 "$OUT/bin/kar"
}

# The sources of a library with Debian's patches, in work/NAME; then go there.
unpack() {	# NAME ARCHIVE [MEMBER]
	rm -rf "$OUT/work/$1"
	mkdir -p "$OUT/work/$1"
	cd "$OUT/work/$1"
	# shellcheck disable=SC2086
	tar -x --strip-components=1 -f "$SRC"/$2*.orig.tar.* ${3:-}
	mkdir .deb
	for d in "$SRC"/$2*.debian.tar.xz; do
		[ ! -f "$d" ] || tar -xf "$d" -C .deb
	done
	mkdir -p "$OUT/licences"
	for f in .deb/debian/copyright LICENSE* \
	    COPYING* */COPYING.LIB Readme.markdown; do
		[ ! -f "$f" ] || { cp "$f" "$OUT/licences/$1"; break; }
	done
	[ -f .deb/debian/patches/series ] || return 0
	sed 's/[ #].*//; /^$/d' .deb/debian/patches/series |
	    while read -r p; do
		patch -s -p1 < ".deb/debian/patches/$p"
	done
}

objects() {	# ARCHIVE FLAGS FILE...
	lib=$1 flags=$2; shift 2
	list=
	for f in "$@"; do
		o=$(echo "${f%.c}" | tr / _).o
		# shellcheck disable=SC2086
		kcc $CFLAGS $flags -w -c "$f" -o "$o"
		list="$list $o"
	done
	rm -f "$OUT/lib/$lib"
	# shellcheck disable=SC2086
	ar rcsD "$OUT/lib/$lib" $list
}

cmake_build() {	# FOLDER TARGET OPTION...
	folder=$1 target=$2; shift 2
	cmake -S . -B "$folder" -DCMAKE_C_COMPILER="$OUT/bin/kcc" \
	    -DCMAKE_AR="$OUT/bin/kar" -DCMAKE_BUILD_TYPE=None \
	    -DCMAKE_C_FLAGS="$CFLAGS -w -I$OUT/include" \
	    -DCMAKE_INSTALL_PREFIX=/usr -DCMAKE_FIND_ROOT_PATH="$OUT" \
	    -DBUILD_SHARED_LIBS=OFF "$@"
	make -C "$folder" -j"$JOBS" $target
}

build_zlib() {
	unpack zlib zlib_
	objects libz.a "-D_LARGEFILE64_SOURCE=1 -DHAVE_UNISTD_H" adler32.c \
	    crc32.c deflate.c infback.c inffast.c inflate.c inftrees.c \
	    trees.c zutil.c compress.c uncompr.c gzclose.c gzlib.c gzread.c \
	    gzwrite.c
	cp zlib.h zconf.h "$OUT/include/"
}

build_openssl() {
	unpack openssl openssl_
	# shellcheck disable=SC2086
	CC=kcc ./Configure "linux-$(uname -m)" --prefix=/usr --libdir=lib \
	    --openssldir=/etc/ssl no-shared no-tests no-engine no-dso no-async \
	    no-module no-legacy no-ssl3 no-comp no-dtls no-srp no-psk \
	    no-weak-ssl-ciphers no-afalgeng no-cms no-ts no-ct no-cmp no-srtp \
	    no-gost no-idea no-seed no-camellia no-aria no-sm2 no-sm3 no-sm4 \
	    no-bf no-cast no-rc2 no-rc4 no-md4 no-mdc2 no-whirlpool no-rmd160 \
	    no-siphash no-blake2 no-ec2m no-ui-console $CFLAGS
	make -s build_generated
	make -s -j"$JOBS" libcrypto.a libssl.a
	cp libcrypto.a libssl.a "$OUT/lib/"
	cp -R include/openssl "$OUT/include/"
}

build_xml2() {
	unpack xml2 libxml2_
	cmake_build out LibXml2 -DLIBXML2_WITH_PYTHON=OFF \
	    -DLIBXML2_WITH_LZMA=OFF -DLIBXML2_WITH_ICU=OFF \
	    -DLIBXML2_WITH_ZLIB=OFF -DLIBXML2_WITH_FTP=OFF \
	    -DLIBXML2_WITH_HTTP=OFF -DLIBXML2_WITH_LEGACY=OFF \
	    -DLIBXML2_WITH_PROGRAMS=OFF -DLIBXML2_WITH_TESTS=OFF \
	    -DLIBXML2_WITH_MODULES=OFF -DLIBXML2_WITH_DOCB=OFF \
	    -DLIBXML2_WITH_HTML=OFF -DLIBXML2_WITH_DEBUG=OFF \
	    -DLIBXML2_WITH_CATALOG=OFF -DLIBXML2_WITH_ICONV=ON \
	    -DIconv_IS_BUILT_IN=ON
	cp out/libxml2.a "$OUT/lib/"
	mkdir -p "$OUT/include/libxml2"
	cp -R include/libxml "$OUT/include/libxml2/"
	cp out/libxml/*.h "$OUT/include/libxml2/libxml/" 2> /dev/null ||
	    cp out/*.h "$OUT/include/libxml2/libxml/"
}

build_fcgi() {
	unpack fcgi libfcgi_
	for d in UNISTD_H SYS_SOCKET_H SYS_TIME_H STRERROR FILENO_PROTO FPOS \
	    SYS_PARAM_H NETDB_H NETINET_IN_H ARPA_INET_H LIMITS_H; do
		echo "#define HAVE_$d 1"
	done > include/fcgi_config.h
	objects libfcgi.a "-Iinclude -D_GNU_SOURCE" libfcgi/fcgiapp.c \
	    libfcgi/os_unix.c
	cp include/*.h "$OUT/include/"
}

# The templates' language and what it stands on; not its CGI parser.
build_clearsilver() {
	unpack clearsilver clearsilver_
	for d in SNPRINTF VSNPRINTF STRTOK_R LOCALTIME_R GMTIME_R MKSTEMP REGEX \
	    LOCKF DIRENT_H DRAND48 FCNTL_H FEATURES_H GETTIMEOFDAY INTTYPES_H \
	    LIMITS_H MKTIME PUTENV RAND RANDOM STDARG_H STDINT_H STDIO_H \
	    STDLIB_H STRERROR STRFTIME STRINGS_H STRING_H STRSPN STRTOD \
	    STRTOL STRTOUL STRUCT_TM_TM_ZONE SYS_IOCTL_H SYS_STAT_H \
	    SYS_TIME_H SYS_TYPES_H SYS_WAIT_H TM_ZONE UNISTD_H VPRINTF; do
		echo "#define HAVE_$d 1"
	done > cs_config.h
	echo "#define RETSIGTYPE void" >> cs_config.h
	echo "#define STDC_HEADERS 1" >> cs_config.h
	echo "#define TIME_WITH_SYS_TIME 1" >> cs_config.h
	objects libneo_utl.a "-DHAVE_CONFIG_H -D_GNU_SOURCE -I." \
	    util/neo_err.c util/neo_files.c util/neo_misc.c util/neo_rand.c \
	    util/neo_hdf.c util/neo_str.c util/neo_date.c util/neo_hash.c \
	    util/ulist.c util/ulocks.c util/wildmat.c util/filter.c
	objects libneo_cs.a "-DHAVE_CONFIG_H -D_GNU_SOURCE -I." cs/csparse.c \
	    cgi/html.c
	mkdir -p "$OUT/include/ClearSilver"
	cp ClearSilver.h cs_config.h "$OUT/include/ClearSilver/"
	for d in util cs cgi; do
		mkdir -p "$OUT/include/ClearSilver/$d"
		cp $d/*.h "$OUT/include/ClearSilver/$d/"
	done
}

build_jansson() {
	unpack jansson jansson_
	cmake_build out jansson -DJANSSON_BUILD_DOCS=OFF \
	    -DJANSSON_WITHOUT_TESTS=ON -DJANSSON_EXAMPLES=OFF
	cp out/lib/libjansson.a "$OUT/lib/"
	cp out/include/*.h "$OUT/include/"
}

build_qrcodegen() {
	unpack qrcodegen qr-code-generator_
	objects libqrcodegen.a "" c/qrcodegen.c
	mkdir -p "$OUT/include/qrcodegen"
	cp c/qrcodegen.h "$OUT/include/"
	cp c/qrcodegen.h "$OUT/include/qrcodegen/"
}

# Letters out (SMTP, with and without TLS); a limit of Debian's for what servers
# answer stands among HTTP, so that is there, too: base/smtp.c allows SMTP alone.
build_curl() {
	unpack curl curl_
	off=
	for d in ALTSVC COOKIES DICT DOH FILE FTP GETOPTIONS GOPHER HSTS IMAP \
	    LDAP LDAPS LIBCURL_OPTION MIME MQTT NETRC NTLM PARSEDATE \
	    POP3 PROGRESS_METER PROXY RTSP SHUFFLE_DNS SMB TELNET TFTP; do
		off="$off -DCURL_DISABLE_$d=ON"
	done
	# shellcheck disable=SC2086
	cmake_build out libcurl $off -DBUILD_CURL_EXE=OFF -DCURL_USE_OPENSSL=ON \
	    -DOPENSSL_INCLUDE_DIR="$OUT/include" \
	    -DOPENSSL_SSL_LIBRARY="$OUT/lib/libssl.a" \
	    -DOPENSSL_CRYPTO_LIBRARY="$OUT/lib/libcrypto.a" \
	    -DZLIB_INCLUDE_DIR="$OUT/include" \
	    -DZLIB_LIBRARY="$OUT/lib/libz.a" -DCURL_ZLIB=OFF \
	    -DCURL_USE_LIBPSL=OFF -DCURL_USE_LIBSSH2=OFF -DUSE_LIBIDN2=OFF \
	    -DCURL_BROTLI=OFF -DCURL_ZSTD=OFF -DENABLE_MANUAL=OFF \
	    -DBUILD_TESTING=OFF -DENABLE_THREADED_RESOLVER=OFF \
	    -DENABLE_UNIX_SOCKETS=OFF -DCURL_CA_BUNDLE=none \
	    -DCURL_CA_PATH=none -DHAVE_POLL_FINE_EXITCODE=0
	cp out/lib/libcurl.a "$OUT/lib/"
	cp -R include/curl "$OUT/include/"
}

# With the writer of ZIP files that it brings; no pictures, so no sums of them.
build_xlsxwriter() {
	unpack xlsxwriter libxlsxwriter_
	objects libxlsxwriter.a "-Iinclude -DUSE_NO_MD5 -DNOCRYPT \
	    -DNOUNCRYPT -I$OUT/include" src/*.c third_party/minizip/ioapi.c \
	    third_party/minizip/zip.c third_party/tmpfileplus/tmpfileplus.c
	cp -R include/xlsxwriter include/xlsxwriter.h "$OUT/include/"
}

# The connector: the part of the server's sources that is under the LGPL.
build_mariadb() {
	unpack mariadb mariadb_ --wildcards\ */libmariadb
	cd libmariadb
	# Nothing asks for this hash, and OpenSSL is built without it.
	sed -i 's/EVP_ripemd160/EVP_md_null/' libmariadb/secure/openssl_crypt.c
	cmake_build out mariadbclient -DWITH_SSL=OPENSSL \
	    -DOPENSSL_INCLUDE_DIR="$OUT/include" \
	    -DOPENSSL_SSL_LIBRARY="$OUT/lib/libssl.a" \
	    -DOPENSSL_CRYPTO_LIBRARY="$OUT/lib/libcrypto.a" \
	    -DZLIB_INCLUDE_DIR="$OUT/include" \
	    -DZLIB_LIBRARY="$OUT/lib/libz.a" -DWITH_EXTERNAL_ZLIB=ON \
	    -DWITH_UNIT_TESTS=OFF -DWITH_CURL=OFF -DINSTALL_PLUGINDIR=lib \
	    -DCLIENT_PLUGIN_CACHING_SHA2_PASSWORD=STATIC \
	    -DCLIENT_PLUGIN_SHA256_PASSWORD=STATIC \
	    -DCLIENT_PLUGIN_CLIENT_ED25519=STATIC \
	    -DCLIENT_PLUGIN_MYSQL_CLEAR_PASSWORD=STATIC \
	    -DCLIENT_PLUGIN_DIALOG=OFF -DCLIENT_PLUGIN_REMOTE_IO=OFF \
	    -DCLIENT_PLUGIN_AUTH_GSSAPI_CLIENT=OFF \
	    -DCLIENT_PLUGIN_PVIO_NPIPE=OFF -DCLIENT_PLUGIN_PVIO_SHMEM=OFF \
	    -DCLIENT_PLUGIN_ZSTD=OFF
	objcopy -D --redefine-sym list_add=ma_list_add \
	    out/libmariadb/libmariadbclient.a "$OUT/lib/libmariadb.a"
	mkdir -p "$OUT/include/mariadb"
	cp -R include/. out/include/. "$OUT/include/mariadb/"
}

# musl's allocator is 4 to 5 times slower for the many small pieces of a page.
build_mimalloc() {
	unpack mimalloc mimalloc_
	objects libmimalloc.a "-Iinclude -DMI_MALLOC_OVERRIDE -DNDEBUG \
	    -DMI_DEBUG=0 -fno-builtin-malloc -D_GNU_SOURCE" src/static.c
}

build_zoneinfo() {
	mkdir -p "$OUT/work/zones" && cd "$OUT/work/zones"
	tar -xf "$SRC"/tzdata_*.orig.tar.gz
	rm -rf "$OUT/zoneinfo"
	/usr/sbin/zic -b slim -d "$OUT/zoneinfo" africa antarctica asia \
	    australasia europe northamerica southamerica etcetera backward
}

# A library is new when its sources or what is done with them are.
library() {	# NAME ARCHIVE
	sum=$({ sed -n "/^build_$1()/,/^}/p; /^CFLAGS/p; /^compiler()/,/^}/p" \
	    conf/portable/libs.sh; grep "/$2_" conf/portable/sources.txt; } |
	    sha256sum | cut -c 1-64)
	[ "$(cat "$OUT/done/$1" 2> /dev/null)" != "$sum" ] || return 0
	echo "portable: building $1" >&2
	(build_"$1") > "$OUT/work/$1.log" 2>&1 &
	wait $! || {
		tail -n 15 "$OUT/work/$1.log" >&2
		echo "portable: $1 could not be built" >&2
		exit 1
	}
	rm -rf "$OUT/work/$1"
	echo "$sum" > "$OUT/done/$1"
}

compiler
library zlib zlib
library openssl openssl
library xml2 libxml2
library fcgi libfcgi
library clearsilver clearsilver
library jansson jansson
library qrcodegen qr-code-generator
library xlsxwriter libxlsxwriter
library curl curl
library mariadb mariadb
library mimalloc mimalloc
library zoneinfo tzdata
cp /usr/share/doc/musl-dev/copyright "$OUT/licences/musl"
