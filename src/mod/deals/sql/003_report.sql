-- Reports of won and lost deals read an index, not the deals.

ALTER TABLE deal
	ADD KEY by_closed_report (state, closed_at, currency, deleted_at,
	    pipeline_id, owner_id, team_id, amount);
