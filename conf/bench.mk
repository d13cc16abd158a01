# bench.mk: the program at a million contacts beside the floor; see
# tests/bench/run.py.  BENCH_SCALE=0.01 loads a hundredth, BENCH_ARGS chooses
# pages and durations.
BENCH_SCALE ?= 1
bench: deps-bench
	@$(MAKE) -s all
	@python3 tests/bench/run.py --scale $(BENCH_SCALE) --build $(B) \
	    --cgi $(CGI) $(BENCH_ARGS)

deps-bench:
	@sh conf/dev/deps.sh build run bench

.PHONY: bench deps-bench
