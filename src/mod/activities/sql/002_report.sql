-- The report on work done reads an index, not the activities.

ALTER TABLE activity
	ADD KEY activity_report (state, at, kind, owner_id, see_owner_id,
	    see_team_id, deleted_at);
