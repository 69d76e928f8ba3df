-- The connections page by age and by end, so that a window reads its rows alone. What has no end comes last.
CREATE INDEX connections_by_age ON connections
  (tenant_id, created_at, id, integration_id, visibility, owner_id, expires_at, secret_changed_at);
CREATE INDEX connections_by_end ON connections
  (tenant_id, coalesce(expires_at, 9e15), id, integration_id, visibility, owner_id, expires_at);
