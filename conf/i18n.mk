# i18n.mk: texts for translation.  English stands in the sources.
PO	:= $(sort $(wildcard po/*.po))

# New texts come in empty, texts without a source go.
po-update:
	@mkdir -p build/po
	@. tests/lint/pot.sh && pot_make build/po && \
	    cp build/po/kartoteka.pot build/kartoteka.pot
	@for po in $(PO); do \
		awk -f tests/lint/unique.awk $$po > build/po/uniq.po && \
		msgmerge -q --force-po --no-fuzzy-matching --no-wrap --no-location \
		    --sort-output -o build/po/new.po \
		    build/po/uniq.po build/kartoteka.pot && \
		msgattrib --force-po --no-obsolete --no-wrap --sort-output \
		    -o build/po/new.po build/po/new.po && \
		{ cmp -s build/po/new.po $$po || cp build/po/new.po $$po; } && \
		echo "$$po: $$(msgfmt --statistics -o /dev/null $$po 2>&1)" || exit 1; \
	done

.PHONY: po-update
