CREATE TABLE activity (
  tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  actor_id TEXT,
  actor_name TEXT,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  integration_id TEXT,
  result TEXT NOT NULL,
  duration_ms REAL,
  details TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX activity_integration ON activity (tenant_id, integration_id, id);
CREATE INDEX activity_at ON activity (at);
