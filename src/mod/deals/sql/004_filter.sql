-- Lists with a filter are ordered and counted in one index.

ALTER TABLE deal
	DROP KEY by_created_owner, DROP KEY by_created_team,
	DROP KEY by_contact,
	ADD KEY by_created_owner (owner_id, created_at, id, deleted_at),
	ADD KEY by_created_team (team_id, created_at, id, deleted_at),
	ADD KEY by_contact (contact_id, created_at, id, deleted_at),
	ADD KEY by_created_stage (stage_id, created_at, id, deleted_at),
	ADD KEY by_created_state (state, created_at, id, deleted_at);
