/* xlsx_sheet.c: the rows of a sheet, as its XML goes by. */
#include <string.h>

#include "base/xlsx_parts.h"

/* ---- places */

/* "BC12": column 54, row 12; col and line stay as they are without them. */
static void
place_read(const char *s, size_t *col, int64_t *line)
{
	size_t	 c = 0;
	int64_t	 n = 0;

	if (s == NULL)
		return;
	for (; (*s >= 'A' && *s <= 'Z') || (*s >= 'a' && *s <= 'z') ||
	    *s == '$'; s++)
		if (*s != '$' && c < 1000000)
			c = c * 26 + (size_t)((*s & ~32) - 'A') + 1;
	for (; *s >= '0' && *s <= '9' && n < 1000000000; s++)
		n = n * 10 + (*s - '0');
	if (c > 0)
		*col = c - 1;
	if (n > 0 && line != NULL)
		*line = n;
}

static size_t
number_of(const char *s)
{
	size_t	 n = 0;

	for (; s != NULL && *s >= '0' && *s <= '9' && n < 1000000000; s++)
		n = n * 10 + (size_t)(*s - '0');
	return n;
}

/* ---- cells */

static enum err
fault_set(struct xlsx_sheet *s, enum xlsx_fault fault)
{
	s->fault = fault;
	return ERR_INVALID;
}

/* What stands between <v> and </v>, as it is shown. */
static void
value_show(struct xlsx_sheet *s)
{
	const char	*v = s->value.s;
	size_t		 i = number_of(v);

	switch (s->type) {
	case 's':
		if (*v != '\0' && i < s->texts->n)
			str_add(&s->bytes, s->texts->all.s + s->texts->at[i]);
		break;
	case 'b':
		str_add(&s->bytes, *v == '\0' ? "" : *v == '1' || *v == 't' ?
		    "TRUE" : "FALSE");
		break;
	case 'd':
		/* A moment at midnight is a day. */
		str_addn(&s->bytes, v, strlen(v) > 10 && strncmp(v + 10,
		    "T00:00:00", 9) == 0 ? 10 : strcspn(v, "Z"));
		break;
	case 't':
		xlsx_text(&s->bytes, v);
		break;
	case 'e':
		str_add(&s->bytes, v);
		break;
	default:
		if (*v != '\0')
			xlsx_number(&s->bytes, v, s->style < s->styles->n ?
			    s->styles->of[s->style] :
			    (struct xlsx_style){ SHOW_PLAIN, 0 },
			    s->from1904);
	}
}

static enum err
cell_end(struct xlsx_sheet *s)
{
	size_t	 from = s->bytes.n;

	s->in_cell = false;
	if (s->type == 'i' && s->text.n > 0)
		xlsx_text(&s->bytes, s->text.s);
	else if (s->type == 'i')
		xlsx_text(&s->bytes, s->value.s);
	else
		value_show(s);
	if (s->bytes.n == from)
		return OK;
	if (s->col >= CSV_CELLS_MAX)
		return fault_set(s, XLSX_CELLS_MANY);
	if (s->bytes.n - from > CSV_CELL_MAX)
		return fault_set(s, XLSX_CELL_LONG);
	if (s->bytes.n > CSV_ROW_MAX)
		return fault_set(s, XLSX_ROW_LONG);
	s->at[s->col] = from + 1;
	if (s->ncols <= s->col)
		s->ncols = s->col + 1;
	str_addn(&s->bytes, "", 1);
	return OK;
}

/* The letter of a cell's type: its own, but 't' for "str". */
static char
type_read(const char *t)
{
	return t == NULL ? 'n' : strcmp(t, "str") == 0 ? 't' : *t;
}

static void
cell_begin(struct xlsx_sheet *s, struct xml_in *x)
{
	s->in_cell = true;
	s->col++;
	place_read(xml_in_attr(x, "r"), &s->col, NULL);
	s->type = type_read(xml_in_attr(x, "t"));
	s->style = number_of(xml_in_attr(x, "s"));
	s->skipped = 0;
	str_cut(&s->value, 0);
	str_cut(&s->text, 0);
}

/* ---- rows */

static void
row_begin(struct xlsx_sheet *s, struct xml_in *x)
{
	size_t	 none = 0;

	s->in_row = true;
	s->line++;
	place_read(xml_in_attr(x, "r"), &none, &s->line);
	s->col = (size_t)-1;
	s->ncols = 0;
	str_cut(&s->bytes, 0);
	memset(s->at, 0, CSV_CELLS_MAX * sizeof(*s->at));
}

/* The row waits to be asked for, unless nothing is in it. */
static void
row_end(struct xlsx_sheet *s)
{
	struct xlsx_row	 *r;
	const char	**cells;
	char		 *bytes;

	s->in_row = false;
	if (s->ncols == 0)
		return;
	r = arena_alloc(s->mem, sizeof(*r));
	cells = arena_alloc(s->mem, s->ncols * sizeof(*cells));
	bytes = arena_alloc(s->mem, s->bytes.n + 1);
	memcpy(bytes, s->bytes.s, s->bytes.n);
	for (size_t i = 0; i < s->ncols; i++)
		cells[i] = s->at[i] > 0 ? bytes + s->at[i] - 1 : "";
	r->row = (struct csv_row){
		.n = s->ncols, .cells = cells, .line = s->line
	};
	*s->last = r;
	s->last = &r->next;
}

/* ---- events */

static enum err
on_open(void *arg, struct xml_in *x, const char *name)
{
	struct xlsx_sheet	*s = arg;

	if (strcmp(name, "sheetData") == 0)
		s->in_data = true;
	else if (s->in_data && !s->in_row && strcmp(name, "row") == 0)
		row_begin(s, x);
	else if (s->in_row && !s->in_cell && strcmp(name, "c") == 0)
		cell_begin(s, x);
	else if (s->in_cell && strcmp(name, "rPh") == 0)
		s->skipped++;
	else if (s->in_cell && strcmp(name, "v") == 0)
		s->in_value = true;
	else if (s->in_cell && strcmp(name, "t") == 0)
		s->in_text = s->skipped == 0;
	return OK;
}

static enum err
on_close(void *arg, const char *name)
{
	struct xlsx_sheet	*s = arg;

	if (strcmp(name, "v") == 0)
		s->in_value = false;
	else if (strcmp(name, "t") == 0)
		s->in_text = false;
	else if (s->in_cell && strcmp(name, "rPh") == 0)
		s->skipped--;
	else if (s->in_cell && strcmp(name, "c") == 0)
		return cell_end(s);
	else if (s->in_row && !s->in_cell && strcmp(name, "row") == 0)
		row_end(s);
	else if (!s->in_row && strcmp(name, "sheetData") == 0)
		s->in_data = false;
	return OK;
}

static enum err
on_text(void *arg, const char *text, size_t n)
{
	struct xlsx_sheet	*s = arg;
	struct str		*to = s->in_value ? &s->value : &s->text;

	if (!s->in_cell || (!s->in_value && !s->in_text))
		return OK;
	if (to->n + n > CSV_CELL_MAX)
		return fault_set(s, XLSX_CELL_LONG);
	str_addn(to, text, n);
	return OK;
}

const struct xml_events	 xlsx_sheet_events = { on_open, on_close, on_text };
