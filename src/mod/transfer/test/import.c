/* Imports on a database: pieces, deadlocks, interruptions, undo. */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "core/module.h"
#include "core/record.h"
#include "core/site.h"
#include "core/undo.h"
#include "mod/transfer/columns.h"
#include "mod/transfer/fixes.h"
#include "mod/transfer/import.h"
#include "tests/unit/base.h"

static const struct site	 site = {
	.rev = 1, .firm = "Firm", .country = "UA", .currency = "UAH",
	.lang = LANG_EN, .zone_name = "Europe/Kyiv", .reg_no = "",
	.vat_no = ""
};

/* What goes wrong, and when. */
struct trouble {
	int		 at;	/* in this transaction, from 1; 0: never */
	enum err	 err;
	int		 n;	/* transactions so far */
};

static enum err
mark(struct work *w, const struct import *im)
{
	struct trouble	*t = im->arg;

	(void)w;
	return ++t->n == t->at ? t->err : OK;
}

static const char	*missing = "create";
static const char	*records = "contact";	/* their kind */

static const char *
file_make(struct work *w, const char *name, const char *text)
{
	const char	*path = arena_fmt(w->mem, "%s/kt-%s-%ld.csv",
			    getenv("TMPDIR") != NULL ? getenv("TMPDIR") :
			    "/tmp", name, (long)getpid());
	FILE		*f = fopen(path, "w");

	fputs(text, f);
	fclose(f);
	return path;
}

/* Run a file; what it counted as "created changed same refused". */
static const char *
run(struct work *w, const char *path, const char *match, struct import *im)
{
	static struct table		 tb;
	static struct plan		 plan;
	const struct plan_options	 o = {
		.match = match, .missing = missing
	};
	struct column			*c;
	struct map			 m;
	enum err			 e = table_open(w, path, NULL, 0, &tb);

	c = arena_alloc(w->mem, tb.ncols * sizeof(*c));
	columns_by_header(w->mem, entity_find(records), tb.header,
	    tb.ncols, c);
	columns_map(w->mem, c, tb.header, tb.ncols, &m);
	w->problems = NULL;
	if (e == OK)
		e = plan_make(w, entity_find(records), &m, tb.header,
		    tb.ncols, &o, &plan);
	im->plan = &plan;
	im->table = &tb;
	im->name = "x.csv";
	if (e == OK)
		e = import_run(w, im);
	return arena_fmt(w->mem, "%s%lld %lld %lld %lld",
	    e == OK ? "" : "failed ", (long long)im->counts.created,
	    (long long)im->counts.changed, (long long)im->counts.same,
	    (long long)im->counts.refused);
}

/* 12,000 people, every 4,000th of them bad. */
static const char *
many(struct work *w)
{
	struct str	 s;

	str_init(&s, w->mem);
	str_add(&s, "kind,name,phone\n");
	for (int i = 0; i < 12000; i++)
		str_fmt(&s, "%s,Person %d,+38067%07d\n",
		    i % 4000 == 3999 ? "robot" : "person", i, i);
	return file_make(w, "many", s.s);
}

static void
test_pieces(struct work *w)
{
	struct trouble	 deadlock = { 2, ERR_RETRY, 0 };
	struct trouble	 stop = { 2, ERR_DB, 0 }, none = { 0, OK, 0 };
	struct import	 trial = { .trial = true };
	struct import	 im = { .mark = mark, .arg = &deadlock };
	struct import	 half = { .mark = mark, .arg = &stop };
	const char	*path = many(w);

	check(str_eq(run(w, path, NULL, &trial), "11997 0 0 3") &&
	    db_ask(w->db, "SELECT COUNT(*) FROM contact") == 0 &&
	    db_ask(w->db, "SELECT COUNT(*) FROM change_set") == 0 &&
	    w->set.id == 0, "a trial counts and leaves nothing");
	check(str_eq(run(w, path, NULL, &im), "11997 0 0 3") &&
	    deadlock.n == 4 && db_ask(w->db, "SELECT COUNT(*) FROM contact")
	    == 11997, "a deadlock repeats its piece, and nothing else");
	check(db_ask(w->db, "SELECT COUNT(*) FROM change_set") == 1 &&
	    db_ask(w->db, "SELECT COUNT(DISTINCT set_id) FROM change_row") == 1,
	    "all pieces are one change");
	w->set = (struct change_set){ 0 };
	check(str_eq(run(w, path, "phone", &(struct import){ 0 }),
	    "0 0 11997 3") && w->set.id == 0,
	    "the same file again is the same, and no change at all");
	db_exec(w->db, "DELETE FROM contact WHERE id > 0", DB_NOARGS);
	check(str_eq(run(w, path, NULL, &half), "failed 4999 0 0 1") &&
	    half.done == 5000 && db_ask(w->db, "SELECT COUNT(*) FROM contact")
	    == 4999, "what was committed before a failure stays");
	half.arg = &none;
	check(str_eq(run(w, path, NULL, &half), "11997 0 0 3") &&
	    db_ask(w->db, "SELECT COUNT(*) FROM contact") == 11997 &&
	    db_ask(w->db, "SELECT COUNT(DISTINCT phone) FROM contact") == 11997,
	    "it is taken up where it was left");
	remove(path);
}

static void
test_undo(struct work *w)
{
	int64_t		 set = w->set.id;

	w->set = (struct change_set){ 0 };
	db_begin(w->db);
	check(record_undo(w, set) == OK && db_commit(w->db) == OK &&
	    db_ask(w->db, "SELECT COUNT(*) FROM contact WHERE "
	    "deleted_at IS NULL")
	    == 0, "an import is undone as a whole");
	w->actor.channel = BY_TOOL;
	w->set = (struct change_set){ 0 };
	db_exec(w->db, "DELETE FROM contact WHERE id > 0", DB_NOARGS);
}

static void
test_rows(struct work *w)
{
	const char	*path;

	path = file_make(w, "self", "kind,name,organisation\n"
	    "organisation,Mill,\nperson,Ann,MILL\nperson,Bob,Other\n"
	    "person,Cid,other\n");
	check(str_eq(run(w, path, NULL, &(struct import){ 0 }), "4 0 0 0") &&
	    db_ask(w->db, "SELECT COUNT(*) FROM contact") == 5 &&
	    db_ask(w->db, "SELECT COUNT(*) FROM contact p JOIN contact o ON "
	    "o.id = p.organisation_id WHERE o.name = 'Mill'") == 1,
	    "a row may name what an earlier one makes");
	remove(path);
	path = file_make(w, "twice", "name,email,city\nAnn,a@b.c,Lviv\n"
	    "Ann,a@b.c,Lviv\nAnn,A@B.C,Kyiv\nEve,,\nEve,,\n");
	check(str_eq(run(w, path, "email", &(struct import){ 0 }),
	    "3 1 1 0") && db_ask(w->db, "SELECT COUNT(*) FROM contact WHERE "
	    "email = 'a@b.c' AND city = 'Kyiv'") == 1,
	    "rows of one record follow each other; no key is no match");
	remove(path);
	path = file_make(w, "flaw", "name,note\n\"A\"B,x\nC,\"y\nz\"\nD,\n");
	check(str_eq(run(w, path, NULL, &(struct import){ 0 }), "2 0 0 1") &&
	    db_ask(w->db, "SELECT COUNT(*) FROM contact WHERE note = 'y\nz'")
	    == 1, "a row whose quotes do not pair is set aside, a note may "
	    "have lines");
	remove(path);
}

static void
test_joint(struct work *w)
{
	struct trouble	 deadlock = { 1, ERR_RETRY, 0 };
	struct import	 im = { .mark = mark, .arg = &deadlock };
	const char	*path = file_make(w, "joint", "name,kind,"
			    "organisation.name\nJoint Ann,person,Joint Mill\n"
			    "Joint Bob,robot,Joint Shop\n");

	check(str_eq(run(w, path, NULL, &im), "1 0 0 1") &&
	    deadlock.n == 2 && db_ask(w->db, "SELECT COUNT(*) FROM contact p "
	    "JOIN contact o ON o.id = p.organisation_id WHERE "
	    "p.name = 'Joint Ann' AND o.name = 'Joint Mill'") == 1 &&
	    db_ask(w->db, "SELECT COUNT(*) FROM contact WHERE name LIKE "
	    "'Joint %'") == 2, "a deadlock writes joint rows anew, too");
	remove(path);
}

/*
 * A trial in pieces of two rows, resumed after each, counts as the import.
 */
static bool
same_in_pieces(struct work *w, const char *name, const char *match,
    const char *text)
{
	const char	*path = file_make(w, name, text);
	struct import	 pieces = {
		.trial = true, .marks = tmpfile(), .bad = tmpfile(),
		.rows = 2, .until_us = 1
	};
	const char	*said, *real;
	int64_t		 n = db_ask(w->db, "SELECT COUNT(*) FROM contact");
	int64_t		 deals = db_ask(w->db, "SELECT COUNT(*) FROM deal");
	bool		 same;

	do {
		pieces.cut = false;
		said = run(w, path, match, &pieces);
	} while (pieces.cut);
	same = w->set.id == 0 &&
	    db_ask(w->db, "SELECT COUNT(*) FROM contact") == n &&
	    db_ask(w->db, "SELECT COUNT(*) FROM deal") == deals;
	real = run(w, path, match, &(struct import){ .rows = 2 });
	if (!str_eq(said, real))
		printf("# %s: %s tried, %s written\n", name, said, real);
	same = same && str_eq(said, real);
	w->set = (struct change_set){ 0 };
	fclose(pieces.marks);
	fclose(pieces.bad);
	remove(path);
	return same;
}

/* The next number below n; always the same ones. */
static int
roll(unsigned int *seed, int n)
{
	*seed = *seed * 1103515245u + 12345u;
	return (int)(*seed >> 16 & 0x7fff) % n;
}

/* People and firms of a few names, numbers and addresses. */
static const char *
muddle(struct work *w, unsigned int *seed)
{
	static const char *const names[] = { "Mu", "Nu", "Xi", "Pi", "Rho",
	    "MU", "xi" };
	struct str	 s;

	str_init(&s, w->mem);
	str_add(&s, "kind,name,email,phone,city,organisation\n");
	for (int i = 0; i < 14; i++) {
		int	 kind = roll(seed, 9);

		str_fmt(&s, "%s,%s%s,", kind == 0 ? "robot" : kind < 4 ?
		    "organisation" : "person", kind < 4 ? "Firm " : "",
		    names[roll(seed, 7)]);
		str_fmt(&s, roll(seed, 3) ? "m%d@m.m," : ",",
		    roll(seed, 5));
		str_fmt(&s, roll(seed, 3) ? "067000000%d," : ",",
		    roll(seed, 5));
		str_fmt(&s, "%s,", roll(seed, 2) ? "Lviv" : "");
		str_fmt(&s, kind >= 4 && roll(seed, 2) ? "Firm %s\n" : "\n",
		    names[roll(seed, 7)]);
	}
	return s.s;
}

static void
test_muddles(struct work *w)
{
	static const char *const keys[] = { "email", "phone", "name", NULL };
	unsigned int	 seed = 7;
	int		 bad = 0;

	for (int i = 0; i < 60; i++) {
		const char	*text = muddle(w, &seed);

		if (i % 6 == 0)
			db_exec(w->db, "DELETE FROM contact WHERE id > 0",
			    DB_NOARGS);
		missing = i % 3 == 0 ? "refuse" : "create";
		if (same_in_pieces(w, "muddle", keys[i % 4], text))
			continue;
		printf("# by %s:\n%s", keys[i % 4], text);
		bad++;
	}
	missing = "create";
	check(bad == 0, "of files of all kinds, upon what is there");
}

static void
test_trial(struct work *w)
{
	struct str	 s;

	w->set = (struct change_set){ 0 };
	check(same_in_pieces(w, "keys", "email", "name,email,city,kind\n"
	    "P,p@p.p,Lviv,person\nQ,q@p.p,Kyiv,person\nR,r@p.p,,person\n"
	    "P,P@P.P,Lviv,person\nP,p@p.p,Kyiv,person\nS,,,robot\n"
	    "Q,q@p.p,Kyiv,robot\nP,p@p.p,Kyiv,person\nP,p@p.p,Lviv,person\n"
	    "Q,q@p.p,Kyiv,person\n"), "of rows of one record");
	check(same_in_pieces(w, "phones", "phone", "name,phone\n"
	    "Ph,+380671230001\nPi,\nPj,+380671230002\n"
	    "Ph,067 123-00-01\nPj2,(067)1230002\nPh,0671230001\n"),
	    "of numbers that are spelt in several ways");
	check(same_in_pieces(w, "refs", "name", "kind,name,organisation\n"
	    "person,Uma,Yard\nperson,Una,Pier\nperson,Udo,YARD\n"
	    "organisation,Yard,\norganisation,Dock,\nperson,Ugo,Dock\n"
	    "organisation,Pier,\nperson,Una,Pier\nperson,Uma,Dock\n"
	    "organisation,Dock,\nperson,Uma,dock\n"),
	    "of firms that people name before they come");
	check(same_in_pieces(w, "joints", NULL, "name,kind,organisation.name,"
	    "deal.title,line.product,line.quantity\n"
	    "Vera,person,Vault,One,Nail,1\nVova,robot,Vista,Two,Nail,2\n"
	    "Vera,person,Vault,One,Screw,3\nVova,person,Vista,Two,Nail,2\n"
	    "Vera,person,Vault,One,Nail,1\nVova,person,Vista,Two,Nail,5\n"
	    "Vera,person,Vista,Three,Nail,1\nVlad,person,,Four,Bolt,1\n"
	    "Vova,person,Vista,Two,Nail,5\nVlad,person,Vault,Four,Bolt,1\n"),
	    "of several records from one row");
	str_init(&s, w->mem);
	str_add(&s, "name,email,city\n");
	for (int i = 0; i < 900; i++)
		str_fmt(&s, "W%d,w%d@w.w,%d\n", i, i * i * 7 % 301, i % 5);
	check(same_in_pieces(w, "mixed", "email", s.s),
	    "of many rows that lean on each other");
	test_muddles(w);
}

/* A file of another kind, written. */
static void
made(struct work *w, const char *of, const char *text)
{
	const char	*path = file_make(w, "made", text);

	records = of;
	(void)run(w, path, NULL, &(struct import){ 0 });
	records = "contact";
	w->set = (struct change_set){ 0 };
	remove(path);
}

static bool
sums_same(struct work *w, const char *of, const char *text)
{
	bool	 same;

	records = of;
	same = same_in_pieces(w, of, NULL, text);
	records = "contact";
	return same;
}

/* Rows of two documents in turn, those of the first coming to too much. */
static void
test_sums(struct work *w)
{
	static const int	 sums[] = { 60, 10, 50, 10, 40 };
	long long		 ids[2];
	struct str		 paid, lines;

	made(w, "contact", "name,kind\nBuyer,organisation\n");
	ids[0] = db_ask(w->db, "SELECT MAX(id) FROM contact");
	made(w, "invoice", arena_fmt(w->mem, "series,number,date,contact_id,"
	    "currency,status,gross\nS,1,2025-05-05,%lld,UAH,issued,100\n"
	    "S,2,2025-05-05,%lld,UAH,issued,100\n", ids[0], ids[0]));
	ids[0] = db_ask(w->db, "SELECT MIN(id) FROM document");
	ids[1] = db_ask(w->db, "SELECT MAX(id) FROM document");
	str_init(&paid, w->mem);
	str_init(&lines, w->mem);
	str_add(&paid, "document_id,amount,currency,date\n");
	str_add(&lines, "document_id,name,quantity,price,vat\n");
	for (int i = 0; i < 5; i++) {
		str_fmt(&paid, "%lld,%d,UAH,2025-05-06\n", ids[i % 2],
		    sums[i]);
		str_fmt(&lines, "%lld,Line %d,1,%d,O\n", ids[i % 2], i,
		    i == 0 ? 50 : sums[i]);
	}
	check(sums_same(w, "payment", paid.s) &&
	    db_ask(w->db, "SELECT COUNT(*) FROM payment") == 4,
	    "of payments of one invoice");
	check(sums_same(w, "invoice_line", lines.s) &&
	    db_ask(w->db, "SELECT COUNT(*) FROM document_line") == 4,
	    "of lines that come to the sum of an invoice");
}

static void
test_alone(struct work *w)
{
	struct import	 few = { .trial = true, .rows = 2, .again = 3 };
	struct import	 all = { .trial = true, .rows = 2, .again = 6 };
	const char	*path = file_make(w, "alone", "name,email,city\n"
			    "L,l@l.l,1\nL,l@l.l,2\nL,l@l.l,3\nL,l@l.l,4\n"
			    "L,l@l.l,5\nL,l@l.l,6\nL,l@l.l,7\nL,l@l.l,8\n");

	check(str_eq(run(w, path, "email", &all), "1 7 0 0") && !all.alone &&
	    str_eq(run(w, path, "email", &few), "3 5 0 0") && few.alone,
	    "a trial goes on without rows that are too many, and says so");
	remove(path);
}

static void
test_bad(struct work *w)
{
	const char	*path = file_make(w, "bad", "name,birthday,kind\n"
			    "A,31.02.1990,robot\n\"B\nB\",1.1.1990,\n,,\n");
	const char	*out = file_make(w, "out", "");
	struct import	 im = { .bad = fopen(out, "wb") };
	char		 text[400] = "";
	FILE		*f;

	check(str_eq(run(w, path, NULL, &im), "0 0 0 3"),
	    "refused rows are counted");
	fclose(im.bad);
	f = fopen(out, "r");
	text[fread(text, 1, sizeof(text) - 1, f)] = '\0';
	fclose(f);
	check(strstr(text, "line,reason,name,birthday,kind\r\n") != NULL &&
	    strstr(text, "\r\n2,") != NULL && strstr(text, "\r\n3,") != NULL
	    && strstr(text, "\r\n5,") != NULL &&
	    strstr(text, "A,31.02.1990,robot\r\n") != NULL,
	    "they come back with line, reasons and their cells");
	check(strstr(text, "Birthday: is not a date") != NULL &&
	    strstr(text, "Kind: is not one of the choices") != NULL,
	    "a row says all that is wrong with it");
	remove(path);
	remove(out);
}

/* n times the same. */
static void
again(struct str *s, const char *what, int n)
{
	while (n-- > 0)
		str_add(s, what);
}

/* A note of as many characters as may be, but of four bytes each. */
static void
test_long(struct work *w)
{
	struct import	 im = { .bad = tmpfile() };
	char		 text[400] = "";
	const char	*path;
	struct str	 s;

	str_init(&s, w->mem);
	str_add(&s, "name,note\nShort,x\nLong,");
	again(&s, "\xF0\x9F\x98\x80", 17000);
	str_add(&s, "\nLongest,");
	again(&s, "\xF0\x9F\x98\x80", 16383);
	str_add(&s, "\n");
	path = file_make(w, "long", s.s);
	check(str_eq(run(w, path, NULL, &im), "2 0 0 1") &&
	    db_ask(w->db, "SELECT MAX(LENGTH(note)) FROM contact") == 65532,
	    "a text that its column cannot hold refuses its row alone");
	rewind(im.bad);
	text[fread(text, 1, sizeof(text) - 1, im.bad)] = '\0';
	check(strstr(text, "\r\n3,Notes and wishes: is too long by 617 characters") !=
	    NULL, "and says so");
	fclose(im.bad);
	remove(path);
}

/* What a corrected row says may quote a long cell of it. */
static void
test_reason(struct work *w)
{
	const struct fix	 fix = { .line = 2, .value = "x" };
	struct str		 s;

	str_init(&s, w->mem);
	again(&s, "\xD1\x8F", 40000);
	check(fix_put(w, 1, &fix) == OK &&
	    fix_judge(w, 1, 2, FIX_REFUSED, s.s, "0") == OK &&
	    db_ask(w->db, "SELECT CHAR_LENGTH(reason) FROM import_fix") ==
	    REASON_CHARS, "a reason is kept as far as there is room");
}

/* 600 people with notes of some 3 KB, begun so. */
static const char *
wide(struct work *w, const char *name, const char *begun)
{
	struct str	 s;

	str_init(&s, w->mem);
	str_add(&s, "name,email,note\n");
	for (int i = 0; i < 600; i++) {
		str_fmt(&s, "Wide %d,wide%d@w.w,\"%s", i, i, begun);
		again(&s, "\"\"\\", 1500);
		str_add(&s, "\"\n");
	}
	return file_make(w, name, s.s);
}

/* How many of them have a note that begins so. */
static int64_t
wide_count(struct work *w, const char *begun)
{
	return db_ask(w->db, arena_fmt(w->mem, "SELECT COUNT(*) FROM contact "
	    "WHERE note LIKE '%s%%' AND email = CONCAT(LOWER(REPLACE(name, "
	    "' ', '')), '@w.w') AND deleted_at IS NULL", begun));
}

/* Import a file anew; the set that it made. */
static int64_t
wide_run(struct work *w, const char *path, const char *counts)
{
	w->set = (struct change_set){ 0 };
	w->actor.channel = BY_TOOL;
	return str_eq(run(w, path, "email", &(struct import){ 0 }), counts) ?
	    w->set.id : 0;
}

static bool
undone(struct work *w, int64_t set)
{
	w->set = (struct change_set){ 0 };
	db_begin(w->db);
	return record_undo(w, set) == OK && db_commit(w->db) == OK;
}

/* A record made and changed of the longest text there is, all to be quoted. */
static bool
longest(struct work *w)
{
	const struct entity	*e = entity_find("mapping");
	struct str		 one, two;
	int64_t			 id = 0;

	str_init(&one, w->mem);
	str_init(&two, w->mem);
	again(&one, "\"", 60000);
	again(&two, "\\", 60000);
	{
		const struct change	 made[] = {
			SET_TEXT("entity", "contact"), SET_TEXT("name", "L"),
			SET_CHOICE("share", "own"),
			SET_TEXT("columns", one.s), { 0 }
		};
		const struct change	 then[] = {
			SET_TEXT("columns", two.s), { 0 }
		};

		w->set = (struct change_set){ 0 };
		return record_create(w, e, made, &id) == OK &&
		    record_save(w, e, id, REV_ANY, then) == OK &&
		    db_ask(w->db, "SELECT MAX(LENGTH(data)) FROM change_row "
		    "WHERE entity = 'mapping'") > 240000;
	}
}

/* A server that takes no statement of more than 1 MB. */
static void
test_packet(struct work *w)
{
	const char	*one = wide(w, "wide", "1"), *two = wide(w, "wide2", "2");
	int64_t		 was = db_ask(w->db, "SELECT @@max_allowed_packet");
	int64_t		 made, changed;

	db_exec(w->db, "SET GLOBAL max_allowed_packet = 1048576", DB_NOARGS);
	db_close(w->db);
	w->db = db_open(w->conf);
	made = wide_run(w, one, "600 0 0 0");
	check(db_ask(w->db, "SELECT @@max_allowed_packet") == 1048576 &&
	    made != 0 && wide_count(w, "1") == 600,
	    "many long texts are written in statements of less than 1 MB");
	changed = wide_run(w, two, "0 600 0 0");
	check(changed != 0 && wide_count(w, "2") == 600, "and changed");
	check(undone(w, changed) && wide_count(w, "1") == 600 &&
	    undone(w, made) && wide_count(w, "") == 0, "and taken back");
	check(longest(w), "and so is the longest text of one record");
	db_exec(w->db, "SET GLOBAL max_allowed_packet = ?",
	    DB_ARGS(DB_I(was)));
	remove(one);
	remove(two);
}

int
main(void)
{
	struct work	 w;

	log_open("/dev/null");
	base_begin(&w, INT64_C(1760000000));
	w.site = &site;
	test_pieces(&w);
	test_undo(&w);
	test_rows(&w);
	test_joint(&w);
	test_trial(&w);
	test_sums(&w);
	test_alone(&w);
	test_bad(&w);
	test_long(&w);
	test_reason(&w);
	test_packet(&w);
	return base_end(&w);
}
