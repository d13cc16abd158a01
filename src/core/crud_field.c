/* crud_field.c: what a module's form() does to fields that stand on the page. */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "core/crud.h"
#include "core/view.h"

struct out *
crud_field(struct out *page, const char *name)
{
	struct out	*fields = out_node(page, "fields");
	const char	*is;
	char		 path[24];

	for (int i = 0;; i++) {
		snprintf(path, sizeof(path), "%d.name", i);
		is = out_get(fields, path);
		if (is == NULL)
			return NULL;
		if (str_eq(is, name))
			break;
	}
	*strchr(path, '.') = '\0';
	return out_node(fields, path);
}

void
crud_option(struct out *field, const char *value, const char *label,
    const char *chosen)
{
	struct out	*o = out_add(field, "options");

	out_text(o, "value", value);
	out_text(o, "label", label);
	if (chosen != NULL && str_eq(chosen, value))
		out_text(o, "selected", "1");
}

/* Mark the option of field f that has this value. */
static void
option_select(struct out *f, const char *value)
{
	struct out	*options = out_node(f, "options");
	const char	*is;
	char		 path[24];

	for (int i = 0;; i++) {
		snprintf(path, sizeof(path), "%d.value", i);
		is = out_get(options, path);
		if (is == NULL)
			return;
		if (str_eq(is, value)) {
			*strchr(path, '.') = '\0';
			out_text(out_node(options, path), "selected", "1");
			return;
		}
	}
}

void
crud_preset(struct out *page, const char *name, const char *value)
{
	struct out	*f = crud_field(page, name);
	const char	*is = f == NULL ? NULL : out_get(f, "value");

	if (f == NULL || (is != NULL && *is != '\0'))
		return;
	out_text(f, "value", value);
	option_select(f, value);
}
