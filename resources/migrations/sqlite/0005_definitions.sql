CREATE TABLE definitions (
  tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  -- storing: a worker writes it. staged: waits for a person's yes. current: in use. replaced: to be swept away.
  state TEXT NOT NULL CHECK (state IN ('storing', 'staged', 'current', 'replaced')),
  -- The integration that it belongs to; null until it is applied.
  integration_id TEXT,
  format TEXT NOT NULL CHECK (format IN ('json', 'yaml')),
  -- Bytes of the text as it came, and its length in UTF-16 units.
  bytes INTEGER NOT NULL,
  length INTEGER NOT NULL,
  source_url TEXT,
  created_at INTEGER NOT NULL,
  imported_at INTEGER,
  -- The report as JSON; null while storing.
  report TEXT,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, integration_id) REFERENCES integrations (tenant_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX definitions_integration ON definitions (tenant_id, integration_id) WHERE integration_id IS NOT NULL;
CREATE INDEX definitions_state ON definitions (state) WHERE state <> 'current';

-- The text in pieces that are compressed alone, so that any window of it is read without the rest.
CREATE TABLE definition_texts (
  tenant_id TEXT NOT NULL,
  definition_id TEXT NOT NULL,
  -- Where the piece begins, in UTF-16 units.
  start INTEGER NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (tenant_id, definition_id, start),
  FOREIGN KEY (tenant_id, definition_id) REFERENCES definitions (tenant_id, id) ON DELETE CASCADE
) STRICT;

-- Other documents that the definition refers to, fetched with the person's consent.
CREATE TABLE definition_remotes (
  tenant_id TEXT NOT NULL,
  definition_id TEXT NOT NULL,
  address TEXT NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (tenant_id, definition_id, address),
  FOREIGN KEY (tenant_id, definition_id) REFERENCES definitions (tenant_id, id) ON DELETE CASCADE
) STRICT;

CREATE TABLE definition_operations (
  tenant_id TEXT NOT NULL,
  definition_id TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  key TEXT NOT NULL,
  method TEXT NOT NULL,
  path TEXT NOT NULL,
  operation_id TEXT,
  summary TEXT,
  tags TEXT NOT NULL,
  deprecated INTEGER NOT NULL CHECK (deprecated IN (0, 1)),
  security TEXT NOT NULL,
  pointer TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  search TEXT NOT NULL,
  PRIMARY KEY (tenant_id, definition_id, ordinal),
  FOREIGN KEY (tenant_id, definition_id) REFERENCES definitions (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX definition_operations_key ON definition_operations (tenant_id, definition_id, key);

CREATE TABLE hand_operations (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  integration_id TEXT NOT NULL,
  key TEXT NOT NULL,
  method TEXT NOT NULL,
  path TEXT NOT NULL,
  summary TEXT NOT NULL,
  description TEXT NOT NULL,
  parameters TEXT NOT NULL,
  body_media_type TEXT,
  search TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, integration_id) REFERENCES integrations (tenant_id, id) ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX hand_operations_key ON hand_operations (tenant_id, integration_id, key);

-- What a person changed about an operation of the definition, by its key, so that the next definition finds it again.
CREATE TABLE operation_edits (
  tenant_id TEXT NOT NULL,
  integration_id TEXT NOT NULL,
  key TEXT NOT NULL,
  summary TEXT,
  description TEXT,
  hidden INTEGER NOT NULL CHECK (hidden IN (0, 1)),
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, integration_id, key),
  FOREIGN KEY (tenant_id, integration_id) REFERENCES integrations (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
