-- Authenticated ways into integrations. The secrets stand sealed in `secrets`, owned by these rows; here are hints alone.
CREATE TABLE connections (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  integration_id TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  scheme_key TEXT,
  placement TEXT NOT NULL,
  secret_hint TEXT NOT NULL,
  username_hint TEXT,
  allowed_hosts TEXT NOT NULL,
  visibility TEXT NOT NULL CHECK (visibility IN ('private', 'team')),
  owner_id TEXT NOT NULL,
  is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
  state TEXT NOT NULL CHECK (state IN ('unchecked', 'valid', 'refused', 'failing')),
  state_reason TEXT,
  created_at INTEGER NOT NULL,
  secret_changed_at INTEGER NOT NULL,
  last_used_at INTEGER,
  last_checked_at INTEGER,
  last_succeeded_at INTEGER,
  last_status INTEGER,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, integration_id) REFERENCES integrations (tenant_id, id) ON DELETE CASCADE,
  -- A default that only one person sees would be none for the others.
  CHECK (is_default = 0 OR visibility = 'team')
) STRICT;
CREATE UNIQUE INDEX connections_name ON connections (tenant_id, integration_id, name COLLATE NOCASE);
CREATE UNIQUE INDEX connections_default ON connections (tenant_id, integration_id) WHERE is_default = 1;

-- Also fires when an integration or tenant goes and takes its connections along: no sealed secret outlives its owner.
CREATE TRIGGER connections_forget_secrets AFTER DELETE ON connections BEGIN
  DELETE FROM secrets WHERE tenant_id = OLD.tenant_id AND owner_table = 'connections' AND owner_id = OLD.id;
END;
