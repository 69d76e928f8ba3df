-- The connections page by age, so that a window reads its rows alone.
CREATE INDEX connections_by_age ON connections (tenant_id, created_at, id, integration_id, visibility, owner_id);
