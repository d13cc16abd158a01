# fuzz.mk: parsers against inputs nobody thought of, by clang's libFuzzer.
# make fuzz		each target for FUZZ_S seconds; FUZZ=csv for one
# make fuzz-check	a bounded run of each, the same every time
FUZZ_S	?= 600
FB	 = build/fuzz
FUZZ	?= $(filter-out support,$(patsubst tests/fuzz/%.c,%,\
	   $(wildcard tests/fuzz/*.c)))
FUZZSAN	 = -fsanitize=address,undefined -fno-sanitize-recover=all \
	   -fno-omit-frame-pointer -g -O1
FUZZCC	 = @mkdir -p $(@D) && $(CLANG) $(WARN) $(FUZZSAN) $(CPPFLAGS) -I. -MMD -MP
FUZZOBJ	:= $(patsubst src/%.c,$(FB)/%.o,$(wildcard src/base/*.c src/core/*.c) \
	   src/mod/transfer/map.c)

fuzz-build: $(FUZZ:%=$(FB)/bin/%)

$(FB)/%.o: src/%.c
	$(FUZZCC) -fsanitize=fuzzer-no-link -c -o $@ $<

$(FB)/libkartoteka.a: $(FUZZOBJ)
	@rm -f $@
	$(AR) rcs $@ $^

$(FB)/support.o: tests/fuzz/support.c
	$(FUZZCC) -c -o $@ $<

$(FB)/bin/%: tests/fuzz/%.c $(FB)/support.o $(FB)/libkartoteka.a
	$(FUZZCC) -MF $@.d -fsanitize=fuzzer -o $@ $(filter tests/fuzz/%.c %.o %.a,$^) $(LDFLAGS) $(LIBS)

-include $(FUZZOBJ:.o=.d) $(FB)/support.d \
    $(patsubst tests/fuzz/%.c,$(FB)/bin/%.d,$(wildcard tests/fuzz/*.c))

fuzz: fuzz-build
	@sh tests/fuzz/run.sh $(FB) $(FUZZ_S) $(FUZZ)

fuzz-check: fuzz-build
	@sh tests/fuzz/run.sh $(FB) check $(FUZZ)

.PHONY: fuzz fuzz-build fuzz-check
