# assets.mk: the static files.  Third-party parts come from npm, as locked in
# conf/npm, and are never committed.
NPM	 = build/npm
ASSETS	 = $(SHARE)/assets

assets: $(ASSETS)

all: assets

$(NPM)/.done: conf/npm/package.json conf/npm/package-lock.json conf/npm/.npmrc
	@mkdir -p $(NPM)
	@cp $^ $(NPM)/
	cd $(NPM) && npm ci --silent
	@touch $@

$(ASSETS): $(NPM)/.done conf/npm/build.mjs $(wildcard htdocs/*.* htdocs/*/*.*) \
    $(wildcard src/core/tpl/*.cst src/mod/*/tpl/*.cst) \
    $(wildcard src/core/*.c src/mod/*/*.c)
	@mkdir -p $(SHARE)
	node conf/npm/build.mjs $(NPM) $(SHARE)
	@touch $@

.PHONY: assets
