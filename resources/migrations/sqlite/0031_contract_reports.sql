-- The last report of each integration's contract check. It is of this device alone.
CREATE TABLE contract_reports (
  tenant_id TEXT NOT NULL,
  integration_id TEXT NOT NULL,
  ended_at INTEGER NOT NULL,
  -- Whose connection was used, where it is theirs alone: nobody else reads what came back through it.
  private_to TEXT,
  report TEXT NOT NULL,
  PRIMARY KEY (tenant_id, integration_id),
  FOREIGN KEY (tenant_id, integration_id) REFERENCES integrations (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
