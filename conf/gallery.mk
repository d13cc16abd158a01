# gallery.mk: every template with sample data, looked at in a browser.
$(B)/render: tests/tools/render.c
	@mkdir -p $(@D)
	$(CC) $(WARN) $(CFLAGS) $(CPPFLAGS) -o $@ $< -lneo_cs -lneo_utl -lz

gallery: $(B)/render share assets
	node tests/browser/gallery.mjs

.PHONY: gallery
