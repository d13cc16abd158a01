-- Lists with a filter are counted in the index that orders them.

ALTER TABLE contact
	DROP KEY contact_owner, DROP KEY contact_team, DROP KEY contact_kind,
	DROP KEY contact_city, DROP KEY contact_country,
	DROP KEY contact_organisation,
	ADD KEY contact_owner (owner_id, sort_name, id, deleted_at),
	ADD KEY contact_team (team_id, sort_name, id, deleted_at),
	ADD KEY contact_kind (kind, sort_name, id, deleted_at),
	ADD KEY contact_city (city, sort_name, id, deleted_at),
	ADD KEY contact_country (country, sort_name, id, deleted_at),
	ADD KEY contact_organisation (organisation_id, sort_name, id,
	    deleted_at);
