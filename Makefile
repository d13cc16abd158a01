# make            build everything: cgi-bin/, build/kartoteka, build/share
# make run        install what is missing, build, start, load demo data, print the address
# make check      install, build, lint and every test
# make lint       the rules that keep the tree in shape; no database needed
# make SAN=1 ...  with address and undefined-behaviour sanitizers

CC	?= cc
CFLAGS	?= -O2 -g
WARN	 = -std=c11 -Wall -Wextra -Wshadow -Wstrict-prototypes \
	   -Wmissing-prototypes -Wpointer-arith -Wwrite-strings -Wvla -Wformat=2 \
	   -Werror=int-conversion -Werror=incompatible-pointer-types \
	   -Werror=missing-field-initializers
CPPFLAGS += -Isrc -D_POSIX_C_SOURCE=200809L -isystem /usr/include/ClearSilver \
	   -isystem /usr/include/libxml2 -isystem /usr/include/mariadb
LIBS	 = -lneo_cs -lneo_utl -lfcgi -lmariadb -lxml2 -lcrypto -ljansson \
	   -lqrcodegen -lz -lm
ifdef SAN
SANFLAGS = -fsanitize=address,undefined -fno-omit-frame-pointer
B	 = build/san
else
B	 = build
endif
LIB	 = $(B)/libkartoteka.a

MODULES	:= $(shell sed -n 's/^MODULE(\([a-z_]*\)).*/\1/p' src/modules.def)
obj	 = $(patsubst src/%.c,$(B)/%.o,$(wildcard $(1)))

SHARED	:= $(call obj,src/base/*.c) $(call obj,src/core/*.c)
MODOBJ	:= $(foreach m,$(MODULES),$(call obj,src/mod/$(m)/*.c))
ALLOBJ	:= $(SHARED) $(MODOBJ) $(call obj,src/prog/*.c)

all: $(LIB)

$(LIB): $(SHARED)
	@rm -f $@
	$(AR) rcs $@ $^

$(B)/%.o: src/%.c src/modules.def
	@mkdir -p $(@D)
	$(CC) $(WARN) $(CFLAGS) $(SANFLAGS) $(CPPFLAGS) -fPIC -MMD -MP -c -o $@ $<

-include $(ALLOBJ:.o=.d)

include tests/lint/lint.mk

check: lint test

# Unit tests: a file under tests/unit or a module's test/ is a program.
UNIT := $(patsubst tests/unit/%.c,$(B)/unit/%,$(wildcard tests/unit/*.c))
test: $(UNIT)
	@for t in $(UNIT); do ./$$t || exit 1; done

$(B)/unit/%: tests/unit/%.c tests/unit/tap.h $(MODOBJ) $(LIB)
	@mkdir -p $(@D)
	$(CC) $(WARN) $(CFLAGS) $(SANFLAGS) $(CPPFLAGS) -I. -o $@ $< \
	    $(MODOBJ) $(LIB) $(LIBS)

clean:
	rm -rf build cgi-bin/*.fcgi cgi-bin/*.cgi

.PHONY: all check test clean
