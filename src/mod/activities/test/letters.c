/* A letter speaks its reader's language, in his time, and leads to us. */
#include <string.h>

#include "core/job.h"
#include "core/record.h"
#include "core/site.h"
#include "core/view.h"
#include "mod/activities/activities.h"
#include "mod/activities/parts.h"
#include "tests/unit/base.h"

#define NOW	INT64_C(1767225600)	/* 2026-01-01 00:00 UTC */
#define DUE	"1767286800"		/* 17:00 UTC: noon in New York */

static struct arena	*mem;

static const char *const	 base[] = {
	"INSERT INTO setting (name, value) VALUES ('rev', '1'), "
	    "('firm', 'Oberig'), ('lang', 'en'), ('zone', 'Europe/Kyiv'), "
	    "('mail_host', 'mail.example.ua'), ('mail_port', '25'), "
	    "('mail_from', 'crm@example.ua') "
	    "ON DUPLICATE KEY UPDATE value = VALUES(value)",
	"INSERT INTO role (id, code, name, rev, created_at) "
	    "VALUES (77, 'reader', 'Reader', 1, 1)",
	"INSERT INTO permission (role_id, entity, verb, scope) "
	    "VALUES (77, 'activity', 'see', 3)",
	"INSERT INTO user (id, login, name, email, role_id, lang, zone, "
	    "daily, rev, created_at) VALUES (5, 'olena', 'Olena', "
	    "'olena@example.ua', 77, 'uk', 'America/New_York', 1, 1, 1)",
	"INSERT INTO activity (id, kind, state, title, priority, at, due_at, "
	    "owner_id, see_owner_id, rev, created_at) VALUES (9, 'task', "
	    "'planned', 'Кошторис', 'normal', " DUE ", " DUE ", 5, 5, 1, 1)",
	"INSERT INTO reminder (user_id, activity_id, kind, due_at, state, "
	    "letter, made_at) VALUES (5, 9, 'due', 1, 0, 1, 1)", NULL
};

static const char *
letter(struct work *w)
{
	struct db_rows	*r;

	return db_query_once(w->db, mem, &r, "SELECT CONCAT(subject, '\n', "
	    "body) FROM mail_out ORDER BY id DESC LIMIT 1", NULL, 0) == OK &&
	    r->n > 0 ? db_text(r, 0, 0) : "";
}

static enum err
reminders_write(struct work *w, void *job)
{
	return remind_letters(w, job);
}

static enum err
day_write(struct work *w, void *job)
{
	return daily_letters(w, job);
}

static void
letter_check(struct work *w, const char *what)
{
	const char	*text = letter(w);

	check(strstr(text, what) != NULL, what);
	if (strstr(text, what) == NULL)
		printf("# %s\n", text);
}

/* Every address of the last letter begins so. */
static void
links_check(struct work *w, const char *begin)
{
	const char	*s = letter(w);
	int		 n = 0, ours = 0;

	for (; (s = strstr(s, "://")) != NULL; s++, n++)
		ours += strncmp(s - strlen("https"), begin,
		    strlen(begin)) == 0;
	check(n == 2 && ours == n, begin);
}

static void
letters_check(struct work *w, struct conf *conf)
{
	struct job	 job = { 0 };

	check(work_run(w, reminders_write, &job) == OK, "a reminder is sent");
	letter_check(w, "Нагадування: Кошторис\n");
	letter_check(w, "Строк: Сьогодні 12:00\n");
	letter_check(w, "\nhttps://crm.example.ua/kt/activities/9\n");
	letter_check(w, "Як нагадувати, вибирають у профілі. https");
	links_check(w, "https://crm.example.ua/kt/");
	check(i18n_lang() == LANG_EN, "whoever is next has his own language");

	conf->rewrite = false;
	check(work_run(w, day_write, &job) == OK, "so is the day's letter");
	letter_check(w, "1 завдання на сьогодні\nСьогодні\n\nКошторис\n");
	letter_check(w, "Строк: Сьогодні 12:00\n");
	letter_check(w, "\nhttps://crm.example.ua/kt/cgi-bin/kartoteka.fcgi"
	    "/activities/9\n");
	links_check(w, "https://crm.example.ua/kt/cgi-bin/kartoteka.fcgi/");
}

int
main(void)
{
	struct conf	*conf;
	struct work	 w;

	base_begin(&w, NOW + 13 * 3600);
	mem = w.mem;
	conf = arena_alloc(mem, sizeof(*conf));
	*conf = *w.conf;
	conf->base_url = "https://crm.example.ua/kt";
	conf->base_path = "/kt";
	conf->rewrite = conf->https = true;
	view_init(conf);
	check(i18n_load(mem, "build/share/mo") == OK, "there are words");
	w.conf = conf;
	w.actor.channel = BY_RULE;
	for (int i = 0; base[i] != NULL; i++)
		check(db_exec_once(w.db, base[i], NULL, 0) == OK,
		    "there is something to tell of");
	check(site_load(w.db, conf, -1, &w.site) == OK, "there is a firm");
	w.zone = w.site->zone;
	letters_check(&w, conf);
	return base_end(&w);
}
