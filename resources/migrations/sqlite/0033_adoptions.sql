-- What was taken over from another product's database, so that doing it again doubles nothing.
CREATE TABLE adoptions (
  tenant_id TEXT NOT NULL,
  -- Database and schema it came from, and its id there, for example `integration:7`.
  source TEXT NOT NULL,
  source_id TEXT NOT NULL,
  integration_id TEXT NOT NULL,
  -- Of a connection; it may have been deleted since.
  connection_id TEXT,
  adopted_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, source, source_id),
  FOREIGN KEY (tenant_id, integration_id) REFERENCES integrations (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX adoptions_by_integration ON adoptions (tenant_id, integration_id);
