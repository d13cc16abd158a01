# attack.mk: the route table as a list, for tests that walk all of it.
all: $(B)/routes

$(B)/routes: tests/tools/routes.c $(BODY)
	@mkdir -p $(@D)
	$(CC) $(WARN) $(CFLAGS) $(SANFLAGS) $(CPPFLAGS) -o $@ $< \
	    $(filter %.o %.a,$^) $(LDFLAGS) $(LIBS)
