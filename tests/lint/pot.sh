# pot.sh: sourced.  pot_make DIR writes DIR/kartoteka.pot: every text that C and
# the templates give to t("..."), tn("...", "...", n), tc("context", "..."),
# t_in(lang, "...") or N_("...").
pot_make() {
	rm -rf "$1/words"
	mkdir -p "$1/words"
	for f in $(find src -name '*.cst'); do
		mkdir -p "$1/words/${f%/*}"
		awk -f tests/lint/words.awk "$f" > "$1/words/$f" || return 1
	done
	for f in $(find src -name '*.[ch]'); do
		mkdir -p "$1/words/${f%/*}"
		cp "$f" "$1/words/$f"
	done
	(cd "$1/words" && find src -type f | LC_ALL=C sort | xgettext -L C \
	    --from-code=UTF-8 -k -kt -ktn:1,2 -ktc:1c,2 -kt_in:2 -kN_ \
	    --add-comments=TRANSLATORS --no-wrap --sort-output \
	    --package-name=Kartoteka --files-from=- -o -) |
	    sed '/^"POT-Creation-Date/d; /^"Report-Msgid/d' > "$1/kartoteka.pot"
}
