/* doctor.c: looks whether what the program stands on is sound. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/file.h"
#include "base/pack.h"
#include "base/str.h"
#include "base/zone.h"
#include "core/doctor.h"
#include "core/field.h"
#include "core/migrate.h"
#include "core/module.h"
#include "core/search.h"
#include "core/tally.h"

#define CLOCK_S		5		/* apart at most from the database's */
#define BUILT_S		1767225600	/* 2026-01-01: no clock is before it */
#define KEYS_MIN	8		/* different bytes in a secret key */

struct visit {
	struct work	*w;
	bool		 repair;
	void		(*say)(bool fine, const char *words);
	int		 bad;
};

static void
tell(struct visit *v, bool fine, const char *words)
{
	v->bad += !fine;
	v->say(fine, words);
}

/* A folder and something in it that ends so. */
static void
look_folder(struct visit *v, const char *name, const char *suffix)
{
	struct arena		*mem = v->w->mem;
	const char *const	*names;
	const char		*path;

	path = arena_fmt(mem, "%s/%s", v->w->conf->share_dir, name);
	if (file_list(mem, path, suffix, &names) != OK || names[0] == NULL)
		tell(v, false, arena_fmt(mem, t("%s is not there, or empty"),
		    path));
	else
		tell(v, true, arena_fmt(mem, t("%s is there"), path));
}

static void
look_share(struct visit *v)
{
	const struct zone	*zone;

	look_folder(v, "tpl", ".cst");
	look_folder(v, "sql", ".sql");
	look_folder(v, "mo", ".mo");
	if (pack_name(v->w->conf->share_dir) == NULL)
		look_folder(v, "htdocs", "");
	tell(v, zone_load(v->w->mem, v->w->conf->zoneinfo_dir, "Europe/Kyiv",
	    &zone) == OK, arena_fmt(v->w->mem, t("time zones in %s"),
	    v->w->conf->zoneinfo_dir));
}

static void
look_data(struct visit *v)
{
	struct arena	*mem = v->w->mem;
	const char	*dir = v->w->conf->data_dir;
	struct stat	 st;

	if (v->repair && stat(dir, &st) != 0 && errno == ENOENT)
		(void)mkdir(dir, 0700);
	if (stat(dir, &st) != 0 || !S_ISDIR(st.st_mode))
		tell(v, false, arena_fmt(mem, t("%s is no folder"), dir));
	else if (access(dir, R_OK | W_OK | X_OK) != 0)
		tell(v, false, arena_fmt(mem, t("%s cannot be written"),
		    dir));
	else
		tell(v, true, arena_fmt(mem, t("%s can be written"), dir));
}

static void
look_conf(struct visit *v)
{
	const uint8_t	*key = v->w->conf->secret_key;
	bool		 seen[256] = { false };
	int		 i, n = 0;

	for (i = 0; i < 32; i++) {
		n += !seen[key[i]];
		seen[key[i]] = true;
	}
	tell(v, n >= KEYS_MIN, n >= KEYS_MIN ? t("the secret key is random") :
	    t("the secret key is not random: put 64 random hex digits there"));
}

bool
doctor_may(struct db *db)
{
	enum err	 e;

	db_exec(db, "DROP TABLE IF EXISTS doctor_try", DB_NOARGS);
	e = db_exec(db, "CREATE TABLE doctor_try (n INT) ENGINE=InnoDB",
	    DB_NOARGS);
	if (e == OK)
		e = db_exec(db, "ALTER TABLE doctor_try ADD INDEX by_n (n)",
		    DB_NOARGS);
	if (e == OK)
		e = db_exec(db, "INSERT INTO doctor_try (n) VALUES (?)",
		    DB_ARGS(DB_I(1)));
	if (e == OK)
		e = db_exec(db, "UPDATE doctor_try SET n = ?",
		    DB_ARGS(DB_I(2)));
	if (e == OK)
		e = db_exec(db, "DELETE FROM doctor_try", DB_NOARGS);
	return db_exec(db, "DROP TABLE IF EXISTS doctor_try", DB_NOARGS)
	    == OK && e == OK;
}

static void
look_clock(struct visit *v)
{
	struct db_rows	*rows;
	int64_t		 now = (int64_t)time(NULL), apart;

	if (db_query(v->w->db, v->w->mem, &rows, "SELECT UNIX_TIMESTAMP()",
	    DB_NOARGS) != OK)
		return;
	apart = db_int(rows, 0, 0) - now;
	tell(v, now > BUILT_S && apart <= CLOCK_S && apart >= -CLOCK_S,
	    arena_fmt(v->w->mem,
	    t("the database's clock is %ld s from ours"), (long)apart));
}

static const char *
words(const struct work *w, const char *otherwise)
{
	const struct problem	*p = work_problem(w, 0, NULL);

	return p != NULL ? p->text : otherwise;
}

/* False when there is no database to look at. */
static bool
look_server(struct visit *v)
{
	const char	*version = NULL;
	enum err	 e = migrate_server(v->w, &version);

	if (version == NULL) {
		tell(v, false, t("the database does not answer"));
		return false;
	}
	tell(v, e == OK, e == OK ? arena_fmt(v->w->mem,
	    t("the database is %s"), version) : words(v->w, version));
	tell(v, doctor_may(v->w->db),
	    t("the database account may make and change tables"));
	look_clock(v);
	return true;
}

/* False when there are no tables to look at. */
static bool
look_schema(struct visit *v)
{
	bool		 pending = false;
	int		 n = 0;
	enum err	 e;

	v->w->problems = NULL;
	e = v->repair ? migrate_run(v->w, &n) : OK;
	if (e == OK)
		e = migrate_pending(v->w, &pending);
	if (e != OK)
		tell(v, false, words(v->w, t("the tables cannot be read")));
	else if (pending)
		tell(v, false,
		    t("the tables are old: run kartoteka migrate"));
	else
		tell(v, true, t("the tables are of this version"));
	return e == OK && !pending;
}

/* The row of table.column in rows, or rows->n. */
static size_t
column_row(const struct db_rows *rows, const char *table, const char *column)
{
	size_t	 r;

	for (r = 0; r < rows->n; r++)
		if (str_eq(db_text(rows, r, 0), table) &&
		    str_eq(db_text(rows, r, 1), column))
			break;
	return r;
}

/*
 * Whether a column has room for all that the gate lets into a text: of TEXT it
 * is said in bytes, of which a character has up to four.
 */
static bool
text_fits(const struct field *f, const char *sql, int64_t n)
{
	int64_t	 bytes = (int64_t)f->max * 4;

	if (str_ends(sql, "char"))
		return n >= f->max;
	if (f->type == F_LONG && bytes > FIELD_LONG_BYTES)
		bytes = FIELD_LONG_BYTES;
	return str_ends(sql, "text") && n >= bytes;
}

/* Whether a column of this SQL type and length can keep the field. */
static bool
type_fits(const struct field *f, const char *sql, int64_t n)
{
	switch (f->type) {
	case F_TEXT:
	case F_LONG:
	case F_CHOICE:
		return text_fits(f, sql, n);
	case F_DATE:
		return str_eq(sql, "date");
	case F_BOOL:
		return str_ends(sql, "int");
	case F_INT:
		return str_eq(sql, "int") || str_eq(sql, "bigint");
	default:
		return str_eq(sql, "bigint");
	}
}

static void
look_field(struct visit *v, const struct db_rows *rows,
    const struct entity *e, const struct field *f)
{
	struct arena	*mem = v->w->mem;
	size_t		 r = column_row(rows, e->table, f->name);

	if (r == rows->n)
		tell(v, false, arena_fmt(mem, t("column %s.%s is missing"),
		    e->table, f->name));
	else if (!type_fits(f, db_text(rows, r, 2), db_int(rows, r, 3)))
		tell(v, false, arena_fmt(mem, t("column %s.%s is %s, which"
		    " cannot keep its field"), e->table, f->name,
		    db_text(rows, r, 2)));
}

static void
look_entity(struct visit *v, const struct db_rows *rows,
    const struct entity *e)
{
	const struct field	*f;

	for (f = e->fields; f->type != F_END; f++)
		look_field(v, rows, e, f);
	for (f = common_fields; f->type != F_END; f++)
		if (field_find(e, f->name) != NULL)
			look_field(v, rows, e, f);
}

static void
look_tables(struct visit *v)
{
	const struct module *const	*m;
	const struct entity *const	*e;
	struct db_rows			*rows;
	int				 bad = v->bad;

	if (db_query(v->w->db, v->w->mem, &rows, "SELECT table_name,"
	    " column_name, data_type, COALESCE(character_maximum_length, 0)"
	    " FROM information_schema.columns WHERE table_schema ="
	    " DATABASE()", DB_NOARGS) != OK)
		return;
	for (m = modules_all(); *m != NULL; m++)
		for (e = (*m)->entities; e != NULL && *e != NULL; e++)
			look_entity(v, rows, *e);
	if (v->bad == bad)
		tell(v, true, t("every field has its column"));
}

/* A look at numbers, as work_run() wants it: either of both. */
struct look {
	const struct sound	*sound;
	const struct tally	*tally;
	bool			 repair;
	int64_t			 wrong;
};

static enum err
look_once(struct work *w, void *arg)
{
	struct look	*l = arg;

	l->wrong = 0;
	return l->tally != NULL ?
	    tally_look(w, l->tally, l->repair, &l->wrong) :
	    l->sound->look(w, l->repair, &l->wrong);
}

static void
tell_wrong(struct visit *v, const char *label, enum err e, int64_t wrong)
{
	tell(v, e == OK && wrong == 0, arena_fmt(v->w->mem,
	    e != OK ? t("%s: cannot be read") : wrong == 0 ?
	    t("%s: right") : t("%s: %ld are wrong"), label, (long)wrong));
}

static void
look_numbers(struct visit *v, const struct sound *s, const struct tally *k)
{
	struct look	 l = { s, k, v->repair, 0 };
	enum err	 e = work_run(v->w, look_once, &l);

	tell_wrong(v, t(s != NULL ? s->label : k->label), e, l.wrong);
}

static void
look_search(struct visit *v)
{
	int64_t		 wrong = 0;
	enum err	 e = search_look(v->w, v->repair, &wrong);

	tell_wrong(v, t("the search index"), e, wrong);
}

static void
look_sounds(struct visit *v)
{
	const struct module *const	*m;
	const struct sound		*s;
	const struct tally *const	*k;

	for (m = modules_all(); *m != NULL; m++) {
		for (s = (*m)->sounds; s != NULL && s->look != NULL; s++)
			look_numbers(v, s, NULL);
		for (k = (*m)->tallies; k != NULL && *k != NULL; k++)
			look_numbers(v, NULL, *k);
	}
}

int
doctor_run(struct work *w, bool repair,
    void (*say)(bool fine, const char *words))
{
	struct visit	 v = { .w = w, .repair = repair, .say = say };

	look_conf(&v);
	look_share(&v);
	look_data(&v);
	if (look_server(&v) && look_schema(&v)) {
		look_tables(&v);
		look_sounds(&v);
		look_search(&v);
	}
	return v.bad;
}
