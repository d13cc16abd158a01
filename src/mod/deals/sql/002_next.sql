-- Which deal wants its next step first.

ALTER TABLE deal
	ADD KEY by_next (state, next_on, id),
	ADD KEY by_next_owner (owner_id, state, next_on, id),
	ADD KEY by_next_team (team_id, state, next_on, id);
