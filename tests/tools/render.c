/*
 * Render a template with sample data, without the program.
 *
 *     render TPL_DIRS PAGE.cst DATA.hdf... > page.html
 *
 * TPL_DIRS is a list of folders with ":" between.  Words stay English; a
 * catalogue of "English<TAB>translation" lines may be named in KT_WORDS.
 * The functions are those which core/view.c gives to the real pages.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ClearSilver.h>

#define WORDS_MAX	4096

struct word {
	char	*id;
	char	*text;
};

static struct word	 words[WORDS_MAX];
static size_t		 words_n;

/* Stop with the library's own words when err is one. */
static void
must(NEOERR *err)
{
	if (err == STATUS_OK)
		return;
	nerr_log_error(err);
	exit(1);
}

static void
words_read(const char *path)
{
	char	 line[8192], *tab;
	FILE	*f = path == NULL ? NULL : fopen(path, "r");

	if (f == NULL)
		return;
	while (words_n < WORDS_MAX && fgets(line, sizeof line, f) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		tab = strchr(line, '\t');
		if (tab == NULL)
			continue;
		*tab = '\0';
		words[words_n].id = strdup(line);
		words[words_n++].text = strdup(tab + 1);
	}
	fclose(f);
}

static const char *
word(const char *id)
{
	size_t	i;

	for (i = 0; i < words_n; i++)
		if (strcmp(words[i].id, id) == 0)
			return words[i].text;
	return id;
}

static NEOERR *
f_t(const char *in, char **out)
{
	*out = strdup(word(in));
	return STATUS_OK;
}

static NEOERR *
f_tn(CSPARSE *parse, CS_FUNCTION *fn, CSARG *args, CSARG *result)
{
	char	*one = NULL, *many = NULL, *text, *at;
	long	 n = 0;
	NEOERR	*err = cs_arg_parse(parse, args, "ssi", &one, &many, &n);

	(void)fn;
	if (err != STATUS_OK)
		return err;
	text = calloc(1, strlen(one) + strlen(many) + 32);
	at = strstr(word(n == 1 ? one : many), "%d");
	if (at == NULL)
		strcpy(text, word(n == 1 ? one : many));
	else
		sprintf(text, "%.*s%ld%s",
		    (int)(at - word(n == 1 ? one : many)),
		    word(n == 1 ? one : many), n, at + 2);
	result->op_type = CS_TYPE_STRING;
	result->s = text;
	result->alloc = 1;
	free(one);
	free(many);
	return STATUS_OK;
}

static NEOERR *
f_url_for(const char *in, char **out)
{
	return neos_html_escape(in, strlen(in), out);
}

static NEOERR *
f_url_escape(const char *in, char **out)
{
	return neos_url_escape((char *)(size_t)in, out, NULL);
}

static NEOERR *
f_url_validate(const char *in, char **out)
{
	return neos_url_validate(in, out);
}

static NEOERR *
f_html_escape(const char *in, char **out)
{
	return neos_html_escape(in, strlen(in), out);
}

/* Give the templates a function whose result is not escaped again. */
static void
give(CSPARSE *cs, const char *name, CSSTRFUNC f)
{
	must(cs_register_esc_strfunc(cs, (char *)(size_t)name, f));
}

static NEOERR *
print(void *ctx, char *s)
{
	fputs(s, ctx);
	return STATUS_OK;
}

int
main(int argc, char **argv)
{
	HDF	*hdf;
	CSPARSE	*cs;
	char	*dir, key[32];
	int	 i;

	if (argc < 3) {
		fputs("usage: render TPL_DIRS PAGE.cst DATA.hdf...\n", stderr);
		return 2;
	}
	words_read(getenv("KT_WORDS"));
	must(nerr_init());
	must(hdf_init(&hdf));
	must(hdf_set_value(hdf, "Config.VarEscapeMode", "html"));
	dir = strtok(argv[1], ":");
	for (i = 0; dir != NULL; dir = strtok(NULL, ":"), i++) {
		snprintf(key, sizeof key, "hdf.loadpaths.%d", i);
		must(hdf_set_value(hdf, key, dir));
	}
	for (i = 3; i < argc; i++)
		must(hdf_read_file(hdf, argv[i]));
	must(cs_init(&cs, hdf));
	give(cs, "url_for", f_url_for);
	give(cs, "url_escape", f_url_escape);
	give(cs, "url_validate", f_url_validate);
	give(cs, "html_escape", f_html_escape);
	must(cs_register_strfunc(cs, (char *)(size_t)"t", f_t));
	must(cs_register_function(cs, "tn", 3, f_tn));
	must(cs_parse_file(cs, argv[2]));
	must(cs_render(cs, stdout, print));
	cs_destroy(&cs);
	hdf_destroy(&hdf);
	return 0;
}
