/* keep.c: what must not go, lest nobody can get in any more. */
#include <string.h>

#include "core/record.h"
#include "mod/users/parts.h"

/* Whether the draft makes a working user of id into none, or of less. */
static bool
user_leaves(struct draft *d)
{
	return !draft_skipped(d) && !draft_is_new(d) &&
	    draft_old_int(d, "deleted_at") == 0 &&
	    (draft_changed(d, "role_id") ||
	    draft_int(d, "deleted_at") != 0 || draft_int(d, "active") == 0);
}

static bool
admin_stays(const struct db_rows *admins, struct draft *drafts, size_t n)
{
	for (size_t a = 0; a < admins->n; a++) {
		bool	 leaves = false;

		for (size_t i = 0; i < n; i++)
			leaves = leaves || (user_leaves(draft_at(drafts, i)) &&
			    draft_id(draft_at(drafts, i)) ==
			    db_int(admins, a, 0));
		if (!leaves)
			return true;
	}
	return admins->n == 0;
}

enum err
admins_keep(struct work *w, struct draft *drafts, size_t n)
{
	struct db_rows	*admins;
	bool		 any = false;
	enum err	 e;

	for (size_t i = 0; i < n; i++)
		any = any || user_leaves(draft_at(drafts, i));
	if (!any)
		return OK;
	e = db_query(w->db, w->mem, &admins, "SELECT u.id FROM user u "
	    "JOIN role r ON r.id = u.role_id WHERE r.code = 'administrator' "
	    "AND u.active = 1 AND u.deleted_at IS NULL FOR UPDATE", DB_NOARGS);
	if (e != OK || admin_stays(admins, drafts, n))
		return e;
	for (size_t i = 0; i < n; i++)
		for (size_t a = 0; a < admins->n; a++)
			if (user_leaves(draft_at(drafts, i)) &&
			    draft_id(draft_at(drafts, i)) ==
			    db_int(admins, a, 0))
				draft_refuse(draft_at(drafts, i), NULL,
				    t("The last administrator stays one."));
	return OK;
}

enum err
role_check(struct work *w, struct draft *drafts, size_t n)
{
	enum err	 e = OK;

	for (size_t i = 0; i < n && e == OK; i++) {
		struct draft	*d = draft_at(drafts, i);
		struct db_rows	*rows;

		if (draft_skipped(d) || draft_is_new(d) ||
		    draft_int(d, "deleted_at") == 0)
			continue;
		e = db_query(w->db, w->mem, &rows, "SELECT id FROM user "
		    "WHERE role_id = ? AND deleted_at IS NULL LIMIT 1",
		    DB_ARGS(DB_I(draft_id(d))));
		if (e == OK && rows->n > 0)
			draft_refuse(d, NULL, t("Somebody has this role. Give "
			    "him another one first."));
	}
	return e;
}
