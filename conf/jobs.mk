# jobs.mk: the program with one more module, whose jobs' effects are counted;
# see tests/jobs/run.py.
JB	= $(B)/jobs
jobs-check: jobs-build
	@python3 tests/jobs/run.py --build $(B)

jobs-build: all $(JB)/kartoteka.fcgi

$(JB)/modules.def: src/modules.def
	@mkdir -p $(@D)
	(cat $<; echo 'MODULE(probe)') > $@

$(JB)/modules.o: src/prog/modules.c $(JB)/modules.def
	$(CC) $(WARN) $(CFLAGS) $(SANFLAGS) -I$(JB) $(CPPFLAGS) -c -o $@ $<

$(JB)/probe.o: tests/jobs/probe.c src/core/job.h src/core/module.h
	@mkdir -p $(@D)
	$(CC) $(WARN) $(CFLAGS) $(SANFLAGS) $(CPPFLAGS) -c -o $@ $<

$(JB)/kartoteka.fcgi: $(PROGRAM) $(PACK) $(JB)/modules.o $(JB)/probe.o $(BODY)
	$(CC) $(CFLAGS) $(SANFLAGS) -o $@ \
	    $(filter-out $(B)/prog/modules.o,$^) $(LDFLAGS) $(LIBS)
	@ln -f $@ $(JB)/kartoteka

.PHONY: jobs-check jobs-build
