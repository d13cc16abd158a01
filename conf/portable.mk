# portable.mk: `make portable`, everything for a shared host in one ZIP: one
# static program by musl that carries templates, tables, texts and time zones,
# the static files and .htaccess.  Libraries come from Debian's sources.
VERSION	?= 0.3
PB	 = build/portable
PORTZIP	 = $(PB)/kartoteka-$(VERSION).zip
PORTSITE = $(PB)/site
EPOCH	:= $(or $(SOURCE_DATE_EPOCH),$(shell git log -1 --format=%ct \
	2> /dev/null),1767225600)
TOPDIR	:= $(CURDIR)

# The sub-make's: musl-gcc under a name of ours, no path of this machine.
PORTCC	 = $(TOPDIR)/$(PB)/bin/kcc
PORTINC	 = $(TOPDIR)/$(PB)/include
PORTMAKE = SOURCE_DATE_EPOCH=$(EPOCH) $(MAKE) -s B=$(PB)/obj \
	CGI=$(PB)/obj/cgi-bin CC='$(PORTCC)' AR='$(TOPDIR)/$(PB)/bin/kar' \
	CFLAGS='-O2 -ffunction-sections -fdata-sections \
	    -fstack-protector-strong' PIC= \
	CPPFLAGS='-Isrc -D_POSIX_C_SOURCE=200809L -DLIBXML_STATIC -DCURL_STATICLIB \
	    -isystem $(PORTINC) -isystem $(PORTINC)/ClearSilver \
	    -isystem $(PORTINC)/libxml2 -isystem $(PORTINC)/mariadb' \
	LDFLAGS='-static -s -Wl,--gc-sections,--build-id=none \
	    -L$(TOPDIR)/$(PB)/lib' \
	HEAP= LIBS='-lneo_cs -lneo_utl -lfcgi -lmariadb -lxml2 -lcurl -lssl -lcrypto \
	    -ljansson -lqrcodegen -lxlsxwriter -lz -lm' \
	PACK='$(PB)/obj/pack_data.o $(PB)/obj/mimalloc.o $(PB)/obj/memcpy.o'

portable: portable-libs share assets
	@mkdir -p $(PB)/obj
	@python3 conf/portable/pack.py embed $(PB)/obj tpl=$(SHARE)/tpl \
	    sql=$(SHARE)/sql mo=$(SHARE)/mo assets=$(SHARE)/assets \
	    zoneinfo=$(PB)/zoneinfo
	+@$(PORTMAKE) $(PB)/obj/kartoteka $(PB)/obj/cgi-bin/upload.cgi
	@sh conf/portable/site.sh $(PORTSITE) $(PB)/obj/cgi-bin/kartoteka.fcgi \
	    $(SHARE) $(PB)/licences $(VERSION)
	@SOURCE_DATE_EPOCH=$(EPOCH) python3 conf/portable/pack.py zip \
	    $(PORTZIP) $(PORTSITE)
	@ls -l $(PORTZIP)

portable-libs:
	@sh conf/dev/deps.sh build portable
	@sh conf/portable/fetch.sh $(PB)/src
	@sh conf/portable/libs.sh $(PB)/src $(PB)

$(PB)/obj/mimalloc.o: $(PB)/lib/libmimalloc.a
	@cd $(@D) && ar x $(TOPDIR)/$< && mv src_static.o $(@F)

$(PB)/obj/memcpy.o: conf/portable/memcpy.c
	@$(PORTCC) -std=c11 -Wall -Wextra -O2 -fno-builtin \
	    -fno-tree-loop-distribute-patterns -c -o $@ $<

$(PB)/obj/pack_data.o: $(PB)/obj/pack_data.c $(PB)/obj/pack.bin
	@cd $(@D) && $(PORTCC) -I$(TOPDIR)/src -c -o $(@F) $(<F)

# Both builds' time to render, for make bench.
$(B)/render_time: tests/tools/render_time.c $(PACK) $(BODY)
	@$(CC) $(WARN) $(CFLAGS) $(CPPFLAGS) -o $@ $^ $(LDFLAGS) $(LIBS) $(HEAP)

# FULL=1 builds the libraries a second time, too.
portable-check: portable $(B)/render_time
	+@$(PORTMAKE) $(PB)/obj/render_time
	@sh tests/portable.sh

.PHONY: portable portable-libs portable-check
