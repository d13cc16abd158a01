# words.awk: what stands in a template's <?cs ... ?>, as text that xgettext
# reads as C.  Lines keep their numbers; <?cs # ... ?> becomes a comment.
{
	line = $0; out = ""
	while (line != "") {
		if (!inside) {
			if (!(i = index(line, "<?cs")))
				break
			line = substr(line, i + 4)
			fresh = 1; comment = 0
		}
		if (fresh && line ~ /[^ \t]/) {
			comment = sub(/^[ \t]*#/, "", line)
			fresh = 0
		}
		end = index(line, "?>")
		body = end ? substr(line, 1, end - 1) : line
		if (comment) {
			gsub(/\*\//, "", body)
			body = "/*" body " */"
		}
		out = out body ";"
		inside = !end
		if (inside)
			break
		line = substr(line, end + 2)
	}
	print out
}
