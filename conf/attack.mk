# attack.mk: the route table as a list, for tests that walk all of it.
all: $(B)/routes

$(B)/routes: tests/tools/routes.c $(BODY)
	@mkdir -p $(@D)
	$(CC) $(WARN) $(CFLAGS) $(SANFLAGS) $(CPPFLAGS) -o $@ $< \
	    $(filter %.o %.a,$^) $(LDFLAGS) $(LIBS)

# sqlmap and wapiti over every route; ATTACK_ARGS="--level 3 --minutes 300".
attack: deps-attack
	@$(MAKE) -s all
	@python3 tests/attack/attack.py --build $(B) --cgi $(CGI) $(ATTACK_ARGS)

deps-attack:
	@sh conf/dev/deps.sh build run attack

.PHONY: attack deps-attack
