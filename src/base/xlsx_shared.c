/* xlsx_shared.c: styles and texts that the cells of a workbook share. */
#include <string.h>

#include "base/xlsx_parts.h"

#define STYLES_MAX	100000
#define TEXTS_MAX	(16u << 20)
#define ROOM		64	/* things at first */

/* ---- styles */

/* A format that the workbook names. */
struct format {
	size_t			 id;
	struct xlsx_style	 style;
};

struct styles {
	struct arena		*mem;
	struct xlsx_styles	*out;
	struct format		*formats;
	size_t			 nformats, format_room, room;
	bool			 in_cells;	/* of what cells bear */
};

/* Twice the room for things of a size, when the n there are fill it. */
static void *
roomier(struct arena *mem, void *list, size_t n, size_t *room, size_t size)
{
	void	*more;

	if (n < *room)
		return list;
	*room = *room == 0 ? ROOM : *room * 2;
	more = arena_alloc(mem, *room * size);
	if (n > 0)
		memcpy(more, list, n * size);
	return more;
}

static size_t
number_of(const char *s)
{
	size_t	 n = 0;

	for (; s != NULL && *s >= '0' && *s <= '9' && n < 1000000; s++)
		n = n * 10 + (size_t)(*s - '0');
	return n;
}

/* Formats that have a number and no code (ECMA-376, 18.8.30). */
static struct xlsx_style
built_in(size_t id)
{
	enum xlsx_show	 show = SHOW_PLAIN;

	if (id == 9 || id == 10)
		show = SHOW_PERCENT;
	else if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) ||
	    id == 36 || (id >= 50 && id <= 54) || id == 57 || id == 58)
		show = SHOW_DATE;
	else if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) ||
	    id == 45 || id == 47 || id == 55 || id == 56)
		show = SHOW_CLOCK;
	else if (id == 22)
		show = SHOW_MOMENT;
	else if (id == 46)
		show = SHOW_SPAN;
	return (struct xlsx_style){ show, 0 };
}

static struct xlsx_style
style_find(const struct styles *s, size_t id)
{
	for (size_t i = s->nformats; i-- > 0;)
		if (s->formats[i].id == id)
			return s->formats[i].style;
	return built_in(id);
}

static enum err
style_open(void *arg, struct xml_in *x, const char *name)
{
	struct styles	*s = arg;
	struct format	 f;
	const char	*code;

	if (strcmp(name, "cellXfs") == 0)
		s->in_cells = true;
	else if (strcmp(name, "numFmt") == 0 && s->nformats < STYLES_MAX / 10) {
		f.id = number_of(xml_in_attr(x, "numFmtId"));
		code = xml_in_attr(x, "formatCode");
		f.style = xlsx_style_of(code != NULL ? code : "");
		s->formats = roomier(s->mem, s->formats, s->nformats,
		    &s->format_room, sizeof(*s->formats));
		s->formats[s->nformats++] = f;
	} else if (s->in_cells && strcmp(name, "xf") == 0 &&
	    s->out->n < STYLES_MAX) {
		s->out->of = roomier(s->mem, s->out->of, s->out->n, &s->room,
		    sizeof(*s->out->of));
		s->out->of[s->out->n++] = style_find(s,
		    number_of(xml_in_attr(x, "numFmtId")));
	}
	return OK;
}

static enum err
style_close(void *arg, const char *name)
{
	struct styles	*s = arg;

	if (strcmp(name, "cellXfs") == 0)
		s->in_cells = false;
	return OK;
}

struct xml_in *
xlsx_styles_read(struct arena *mem, struct xlsx_styles *out)
{
	static const struct xml_events	 events = {
		style_open, style_close, NULL
	};
	struct styles			*s = arena_alloc(mem, sizeof(*s));

	s->mem = mem;
	s->out = out;
	return xml_in_new(mem, &events, s);
}

/* ---- texts */

struct texts {
	struct arena		*mem;
	struct xlsx_texts	*out;
	size_t			 room;
	struct str		 one;		/* as it is written */
	bool			 in_one, in_text;
	int			 skipped;	/* depth of readings aloud */
};

static enum err
text_open(void *arg, struct xml_in *x, const char *name)
{
	struct texts	*s = arg;

	(void)x;
	if (strcmp(name, "si") == 0) {
		s->in_one = true;
		s->skipped = 0;
		str_cut(&s->one, 0);
	} else if (strcmp(name, "rPh") == 0) {
		s->skipped++;
	} else if (strcmp(name, "t") == 0) {
		s->in_text = s->in_one && s->skipped == 0;
	}
	return OK;
}

static enum err
text_close(void *arg, const char *name)
{
	struct texts	*s = arg;

	if (strcmp(name, "t") == 0)
		s->in_text = false;
	else if (strcmp(name, "rPh") == 0)
		s->skipped--;
	if (strcmp(name, "si") != 0 || !s->in_one)
		return OK;
	if (s->out->n == TEXTS_MAX)
		return ERR_TOOBIG;
	s->in_one = false;
	s->out->at = roomier(s->mem, s->out->at, s->out->n, &s->room,
	    sizeof(*s->out->at));
	s->out->at[s->out->n++] = s->out->all.n;
	xlsx_text(&s->out->all, s->one.s);
	str_addn(&s->out->all, "", 1);
	return OK;
}

static enum err
text_text(void *arg, const char *text, size_t n)
{
	struct texts	*s = arg;

	if (s->in_text && s->one.n + n <= CSV_CELL_MAX)
		str_addn(&s->one, text, n);
	return OK;
}

struct xml_in *
xlsx_texts_read(struct arena *mem, uint64_t size, struct xlsx_texts *out)
{
	static const struct xml_events	 events = {
		text_open, text_close, text_text
	};
	struct texts			*s = arena_alloc(mem, sizeof(*s));

	s->mem = mem;
	s->out = out;
	str_init(&s->one, mem);
	str_init(&out->all, mem);
	str_want(&out->all, size < XLSX_TEXTS_MAX ? (size_t)size : 0);
	return xml_in_new(mem, &events, s);
}
