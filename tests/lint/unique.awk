# unique.awk: a PO file whose texts each stand once; of two that merging has
# brought together the translated one is kept, else the first.
BEGIN { RS = "" }
{
	key = $0
	sub(/\nmsgstr.*/, "", key)
	gsub(/(^|\n)#[^\n]*/, "", key)
	sub(/^\n/, "", key)
	done = $0 ~ /msgstr(\[0\])? "[^"]/ || $0 ~ /msgstr ""\n"/
	if (!(key in text))
		order[++n] = key
	if (!(key in text) || done && !full[key]) {
		text[key] = $0
		full[key] = done
	}
}
END {
	for (i = 1; i <= n; i++)
		print text[order[i]] "\n"
}
