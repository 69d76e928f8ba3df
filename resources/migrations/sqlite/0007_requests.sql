-- Requests that were sent, with what came back. Everything in a row is redacted before it is written.
CREATE TABLE exchanges (
  tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor_id TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  -- Sent with a private connection: only this person sees it.
  private_to TEXT,
  integration_id TEXT,
  integration_name TEXT,
  operation_key TEXT,
  connection_name TEXT,
  method TEXT NOT NULL,
  url TEXT NOT NULL,
  status INTEGER,
  fault_code TEXT,
  total_ms REAL,
  bytes INTEGER,
  -- Headers, body of the request, response without body, fault, timings and draft, as JSON.
  record TEXT NOT NULL,
  charset TEXT,
  -- The response's body: short ones here, others in a file of the bodies folder. Both empty once retention has taken it.
  kept_bytes INTEGER NOT NULL,
  body_file TEXT,
  body BLOB,
  PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX exchanges_at ON exchanges (tenant_id, at);
CREATE INDEX exchanges_integration ON exchanges (tenant_id, integration_id, at);
CREATE INDEX exchanges_kept ON exchanges (at, kept_bytes) WHERE kept_bytes > 0;
CREATE INDEX exchanges_file ON exchanges (body_file) WHERE body_file IS NOT NULL;

CREATE TABLE saved_requests (
  tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  draft TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE UNIQUE INDEX saved_requests_name ON saved_requests (tenant_id, name COLLATE NOCASE);
