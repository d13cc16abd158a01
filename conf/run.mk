# run.mk: packages, and the stack of one's own machine.
PORT	?= 8080
STATE	?= build/state
DEMO	?= 1
SERVER	?= nginx
STACK	 = PORT='$(PORT)' STATE='$(STATE)' DEMO='$(DEMO)' SERVER='$(SERVER)' \
	   B='$(B)' CGI='$(CGI)' SHARE='$(SHARE)' sh conf/dev/stack.sh

deps:
	@sh conf/dev/deps.sh

deps-run:
	@sh conf/dev/deps.sh build run

# The packages first: what is built depends on them.
run start: deps-run
	@$(MAKE) -s all
	@$(STACK) $@

stop:
	@$(STACK) stop

.PHONY: deps deps-run run start stop
