# check.mk: `make check` and its parts; the parts print what they find, check
# alone counts.
check: deps
	@python3 tests/check.py

# With the static program, scanners, memory over time and the bench, too.
check-all: deps
	@python3 tests/check.py --all

flows: all
	@python3 tests/flows/run.py

# Warnings of the other compiler.
CLANG	?= $(firstword $(shell command -v clang clang-14))
clang: $(patsubst src/%.c,build/clang/%.ok,$(shell find src -name '*.c'))

build/clang/%.ok: src/%.c
	@mkdir -p $(@D)
	@$(CLANG) $(WARN) -Werror $(CPPFLAGS) -I. -MMD -MP -MF $@.d -MT $@ \
	    -fsyntax-only $<
	@echo "ok   $<"
	@touch $@

-include $(shell find build/clang -name '*.d' 2> /dev/null)

.PHONY: check check-all flows clang
