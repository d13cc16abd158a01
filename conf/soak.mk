# soak.mk: what was acknowledged stays, whatever is killed; for hours.
KILLS	?= 200
REQUESTS ?= 1000000

soak: all
	@python3 tests/soak.py --kills $(KILLS)
	@python3 tests/soak.py --memory --requests $(REQUESTS)

.PHONY: soak
