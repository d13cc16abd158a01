# Every text is there in every language: nothing untranslated, uncertain or left
# over, the placeholders of a translation are those of its source, and plurals
# follow the rule of the language.  `make po-update` brings in what is new.
. tests/lint/pot.sh
bad=0
say() {	# WHAT LINES
	[ -z "$2" ] || { echo "$2" | sed "s|^|po: $1: |"; bad=1; }
}
slavic='nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);'

said=$(pot_make "$B"/po 2>&1)
say sources "$said"
say "double quotes, please" "$(find src -name '*.cst' |
    xargs grep -nE "(^|[^a-z_])t[nc]?\('")"

# The texts of a PO file, one a line.
texts() { sed -n 's/^\(#~ \)\{0,1\}msgid "\(..*\)"$/\2/p'; }
# Those with a plural form left empty.
halves() { awk '/^msgid /{ id = $0 } /^msgstr\[.\] ""$/{ print id }' | texts; }

for lang in uk ru; do
	po=po/$lang.po
	[ -f $po ] || { say "there is no" $po; continue; }
	said=$(msgfmt -c -o /dev/null $po 2>&1) || { say $po "$said"; continue; }
	[ "$(sed -n 's/^"Plural-Forms: \(.*\)\\n"$/\1/p' $po)" = "$slavic" ] ||
	    say $po "Plural-Forms is not that of the language"
	# Merged, so that flags and new texts are those of the sources; what
	# has other placeholders than its source becomes fuzzy.
	new="$B"/po/$lang.po
	msgmerge -q --no-fuzzy-matching --no-wrap -o "$new" $po "$B"/po/kartoteka.pot
	say "$po: not translated" "$(msgattrib --untranslated --no-wrap "$new" | texts)"
	say "$po: fuzzy, or other placeholders" "$(msgattrib --only-fuzzy --no-wrap "$new" | texts)"
	say "$po: not in all forms" "$(msgattrib --translated --no-wrap "$new" | halves)"
	say "$po: not used any more" "$(msgattrib --only-obsolete --no-wrap "$new" | texts)"
	said=$(msgfmt -c -o /dev/null "$new" 2>&1) || say $po "$said"
done
exit $bad
