-- Reports read an index, not the papers.

ALTER TABLE document
	ADD KEY document_report (status, date, kind, currency, deleted_at,
	    contact_id, owner_id, team_id, buyer_country, gross),
	ADD KEY document_debt (debt, status, due_on, currency, deleted_at,
	    contact_id, owner_id, team_id);
