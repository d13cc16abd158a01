-- Lists with a filter are counted in the index that orders them.

ALTER TABLE document
	DROP KEY document_owner, DROP KEY document_team,
	DROP KEY document_contact, DROP KEY document_status,
	DROP KEY document_settled,
	ADD KEY document_owner (owner_id, date, id, deleted_at),
	ADD KEY document_team (team_id, date, id, deleted_at),
	ADD KEY document_contact (contact_id, date, id, deleted_at),
	ADD KEY document_status (status, date, id, deleted_at),
	ADD KEY document_settled (settled, date, id, deleted_at);
