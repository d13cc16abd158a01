# share.mk: build/share, all that the programs read at run time: tpl/ templates,
# sql/ migrations, mo/ translations, htdocs/ static files (see assets.mk).

share_tpl := $(patsubst src/core/tpl/%,$(SHARE)/tpl/%,\
	$(wildcard src/core/tpl/*.cst)) \
	$(foreach m,$(MODULES),$(patsubst src/mod/$(m)/tpl/%,\
	$(SHARE)/tpl/$(m)/%,$(wildcard src/mod/$(m)/tpl/*.cst)))
share_sql := $(patsubst sql/%,$(SHARE)/sql/%,$(wildcard sql/*.sql)) \
	$(foreach m,$(MODULES),$(patsubst src/mod/$(m)/sql/%,\
	$(SHARE)/sql/$(m)_%,$(wildcard src/mod/$(m)/sql/*.sql)))
share_mo := $(patsubst po/%.po,$(SHARE)/mo/%.mo,$(wildcard po/*.po))
share_all := $(share_tpl) $(share_sql) $(share_mo)

# What has no source any more must not live on.
share_old := $(filter-out $(share_all),$(wildcard $(SHARE)/tpl/*.cst \
	$(SHARE)/tpl/*/*.cst $(SHARE)/sql/*.sql $(SHARE)/mo/*.mo))

share: $(share_all)
	@mkdir -p $(SHARE)/tpl $(SHARE)/sql $(SHARE)/mo $(SHARE)/htdocs
	@$(if $(share_old),rm -f $(share_old))

share_copy = @mkdir -p $(@D) && cp $< $@

$(SHARE)/tpl/%.cst: src/core/tpl/%.cst
	$(share_copy)

$(SHARE)/sql/%.sql: sql/%.sql
	$(share_copy)

define share_module
$(SHARE)/tpl/$(1)/%.cst: src/mod/$(1)/tpl/%.cst
	$$(share_copy)

$(SHARE)/sql/$(1)_%.sql: src/mod/$(1)/sql/%.sql
	$$(share_copy)
endef
$(foreach m,$(MODULES),$(eval $(call share_module,$(m))))

$(SHARE)/mo/%.mo: po/%.po
	@mkdir -p $(@D)
	@msgfmt -o $@ $<

.PHONY: share
