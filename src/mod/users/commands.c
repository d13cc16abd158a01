/* commands.c: the tool's setup and user add. */
#include "base/str.h"
#include "core/migrate.h"
#include "core/query.h"
#include "core/session.h"
#include "core/tool.h"
#include "mod/users/parts.h"
#include "mod/users/second.h"
#include "mod/users/users.h"

static enum err
setup_rule(struct work *w, void *arg)
{
	return users_setup(w, arg);
}

/* Whoever set it up once need not see a fault in doing it again. */
static int
setup_result(struct tool *tool, enum err e)
{
	if (e != ERR_CONFLICT)
		return tool_result(tool, e);
	tool_say("%s", t("it is set up already"));
	return TOOL_FAILED;
}

static int
setup_run(struct tool *tool)
{
	struct work	*w = tool->work;
	struct setup	 s = {
		.firm = tool_option(tool, "firm"),
		.country = tool_option(tool, "country"),
		.currency = tool_option(tool, "currency"),
		.lang = tool_option(tool, "lang"),
		.reg_no = tool_option(tool, "reg-no"),
		.vat_no = tool_option(tool, "vat-no"),
		.street = tool_option(tool, "street"),
		.city = tool_option(tool, "city"),
		.postcode = tool_option(tool, "postcode"),
		.iban = tool_option(tool, "iban"),
		.bank = tool_option(tool, "bank"),
		.director = tool_option(tool, "director"),
		.login = tool_option(tool, "admin"),
		.name = tool_option(tool, "name"),
		.demo = tool_given(tool, "demo")
	};
	int		 steps;
	enum err	 e;

	if (tool_secret(tool, "password-file", &s.password) != OK)
		return TOOL_FAILED;
	if (w->site != NULL)
		return setup_result(tool, ERR_CONFLICT);
	/* What a firm starts with is named in its language. */
	(void)lang_find(s.lang, &w->lang);
	i18n_set(w->lang);
	e = migrate_run(w, &steps);
	if (e == OK)
		e = work_run(w, setup_rule, &s);
	return setup_result(tool, e);
}

/* Somebody to be added. */
struct newcomer {
	const char	*login, *name, *role, *team, *password;
};

static enum err
add_rule(struct work *w, void *arg)
{
	const struct newcomer	*n = arg;

	return users_add(w, n->login, n->name, n->role, n->team, n->password);
}

static int
add_run(struct tool *tool)
{
	struct newcomer	 n = {
		.login = tool_arg(tool, 0),
		.name = tool_option(tool, "name"),
		.role = tool_option(tool, "role"),
		.team = tool_option(tool, "team")
	};

	if (tool_secret(tool, "password-file", &n.password) != OK)
		return TOOL_FAILED;
	return tool_result(tool, work_run(tool->work, add_rule, &n));
}

static enum err
one_step_rule(struct work *w, void *arg)
{
	const struct db_val	 login = DB_S(arg);
	int64_t			 id;
	enum err		 e = query_find(w, &user_entity, "login",
				    &login, &id);

	if (e == ERR_NOTFOUND)
		return work_refuse(w, 0, "login", t("there is no such user"));
	return e == OK ? second_turn_off(w, id) : e;
}

/* For an administrator who has lost his phone. */
static int
one_step_run(struct tool *tool)
{
	return tool_result(tool, work_run(tool->work, one_step_rule,
	    (void *)(uintptr_t)tool_arg(tool, 0)));
}

const struct command users_commands[] = {
	{ "setup", "--firm NAME --country UA --currency UAH --lang uk|ru|en"
	  " --admin LOGIN --password-file F [--name NAME] [--reg-no N]"
	  " [--vat-no N] [--street S] [--city S] [--postcode S] [--iban S]"
	  " [--bank S] [--director S] [--demo]",
	  N_("Makes the firm and its first administrator."), setup_run, true },
	{ "user add", "LOGIN --name NAME --role ROLE [--team TEAM]"
	  " --password-file F",
	  N_("Adds somebody who may sign in."), add_run, false },
	{ "user one-step", "LOGIN", N_("Turns two-step sign-in off for one who"
	  " has lost his phone."), one_step_run, false },
	{ 0 }
};
