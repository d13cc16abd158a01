# make            build everything: cgi-bin/, build/kartoteka, build/share
# make run        install what is missing, build, start, load demo data, print
#                 the address; Ctrl-C stops it all
# make start      the same in the background: PORT=8080 STATE=build/state DEMO=1
# make stop       end what `make start` of this STATE started
# make check      install, build, lint and every test
# make lint       the rules that keep the tree in shape; no database needed
# make test       unit tests, and the flows on the worker
# make attack     sqlmap and wapiti over every route: ATTACK_ARGS="--level 3"
# make fuzz       parsers against made-up inputs: FUZZ_S=600 seconds each
# make soak       hours of kills under load, a million requests on one worker
# make po-update  bring the words of the sources into po/*.po
# make bench      at a million contacts beside the floor: BENCH_SCALE=1
# make install    into DESTDIR PREFIX
# make portable   build/portable/kartoteka-VERSION.zip, for any shared host
# make SAN=1 ...  with address and undefined-behaviour sanitizers

CC	?= cc
CFLAGS	?= -O2 -g
PIC	 = -fPIC
WARN	 = -std=c11 -Wall -Wextra -Wshadow -Wstrict-prototypes \
	   -Wmissing-prototypes -Wpointer-arith -Wwrite-strings -Wvla -Wformat=2 \
	   -Werror=int-conversion -Werror=incompatible-pointer-types \
	   -Werror=missing-field-initializers
CPPFLAGS += -Isrc -D_POSIX_C_SOURCE=200809L -isystem /usr/include/ClearSilver \
	   -isystem /usr/include/libxml2 -isystem /usr/include/mariadb
LIBS	 = -lneo_cs -lneo_utl -lfcgi -lmariadb -lxml2 -lssl -lcrypto -ljansson \
	   -lqrcodegen -lxlsxwriter -lcurl -lz -lm
# The heap of templates: a page takes and gives back some thousand pieces.
HEAP	 = -lmimalloc
ifdef SAN
HEAP	 =
SANFLAGS = -fsanitize=address,undefined -fno-sanitize-recover=all \
	   -fno-omit-frame-pointer
B	 = build/san
CGI	 = build/san/cgi-bin
else
B	 = build
CGI	 = cgi-bin
endif
LIB	 = $(B)/libkartoteka.a
SHARE	 = build/share

MODULES	:= $(shell sed -n 's/^MODULE(\([a-z_]*\)).*/\1/p' src/modules.def)
obj	 = $(patsubst src/%.c,$(B)/%.o,$(wildcard $(1)))

SHARED	:= $(call obj,src/base/*.c) $(call obj,src/core/*.c)
MODOBJ	:= $(foreach m,$(MODULES),$(call obj,src/mod/$(m)/*.c))
ALLOBJ	:= $(SHARED) $(MODOBJ) $(call obj,src/prog/*.c)
PROGRAM	:= $(call obj,src/prog/main.c src/prog/worker.c src/prog/kartoteka.c)
BODY	:= $(call obj,src/prog/modules.c) $(MODOBJ) $(LIB)

# One program under several names: upload.cgi takes multipart forms where
# FastCGI may not, a module's own name lets it have workers of its own, and
# build/kartoteka is the administrator's tool.
WORKER	:= $(if $(wildcard src/prog/worker.c),$(CGI)/kartoteka.fcgi)
TOOL	:= $(if $(wildcard src/prog/kartoteka.c),$(B)/kartoteka)
NAMES	 = upload.cgi contacts.fcgi deals.fcgi invoices.fcgi reports.fcgi \
	   public.fcgi
LINKS	:= $(if $(WORKER),$(NAMES:%=$(CGI)/%))

all: $(LIB) $(WORKER) $(LINKS) $(TOOL) share

$(LIB): $(SHARED)
	@rm -f $@
	$(AR) rcs $@ $^

# The new program is renamed over the old one: nobody runs half a file.
$(CGI)/kartoteka.fcgi: $(PROGRAM) $(PACK) $(BODY)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(SANFLAGS) -o $@.new $^ $(LDFLAGS) $(LIBS) $(HEAP)
	@mv -f $@.new $@

$(LINKS): $(CGI)/kartoteka.fcgi
	@ln -f $< $@

$(B)/kartoteka: $(CGI)/kartoteka.fcgi
	@ln -f $< $@ 2> /dev/null || cp -f $< $@

$(B)/%.o: src/%.c src/modules.def
	@mkdir -p $(@D)
	$(CC) $(WARN) $(CFLAGS) $(SANFLAGS) $(CPPFLAGS) $(PIC) -MMD -MP -c -o $@ $<

-include $(ALLOBJ:.o=.d)

include tests/lint/lint.mk
include $(sort $(wildcard conf/*.mk))

# Unit tests: a file under tests/unit or a module's test/ is a program.  They
# share one private database server.
UNIT := $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/*.c)) \
	$(foreach m,$(MODULES),$(patsubst src/mod/$(m)/test/%.c,\
	$(B)/unit/$(m)/%,$(wildcard src/mod/$(m)/test/*.c)))
unit: unit-build
	@sh tests/with-db.sh sh -c 'bad=0; for t in $(UNIT); do ./$$t || \
	    { echo "in $$t"; bad=1; }; done; exit $$bad'

unit-build: $(UNIT)

test: unit flows

# A shared test knows no module; a module's test knows them all.
UNITCC	 = @mkdir -p $(@D) && $(CC) $(WARN) $(CFLAGS) $(SANFLAGS) $(CPPFLAGS) \
	   -I. -MMD -MP -MF $@.d -o $@ $< $(filter %.o %.a,$^) $(LDFLAGS) $(LIBS)

$(B)/unit/%: tests/unit/%.c $(LIB)
	$(UNITCC)

define module_units
$(B)/unit/$(1)/%: src/mod/$(1)/test/%.c $(BODY)
	$$(UNITCC)
endef
$(foreach m,$(MODULES),$(eval $(call module_units,$(m))))

-include $(UNIT:=.d)

clean:
	rm -rf build cgi-bin/*.fcgi cgi-bin/*.cgi

.PHONY: all test unit unit-build clean
