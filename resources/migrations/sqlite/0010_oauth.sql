-- What is known of a connection's OAuth2 tokens. The tokens stand sealed in `secrets`, as the fields access and refresh of the
-- connection. `generation` grows with every write of tokens, so that whoever waited sees that another did the work.
CREATE TABLE oauth_tokens (
  tenant_id TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('none', 'ok', 'needsSignIn', 'revoked')),
  status_reason TEXT,
  obtained_at INTEGER,
  expires_at INTEGER,
  refreshable INTEGER NOT NULL DEFAULT 0 CHECK (refreshable IN (0, 1)),
  requested_scopes TEXT NOT NULL DEFAULT '[]',
  granted_scopes TEXT,
  token_type TEXT,
  clock_skew_ms INTEGER,
  generation INTEGER NOT NULL DEFAULT 0,
  -- One process at a time asks for new tokens; the lease of one that ended can be taken by another.
  lease_owner TEXT,
  lease_until INTEGER,
  -- Set before the server is asked for tokens and cleared with the write of its answer: what was under way at a crash.
  under_way TEXT CHECK (under_way IN ('refresh', 'signIn')),
  PRIMARY KEY (tenant_id, connection_id),
  FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE,
  CHECK ((lease_owner IS NULL) = (lease_until IS NULL))
) STRICT;

-- The last exchange with the authorization server, redacted, for the doctor.
CREATE TABLE oauth_exchanges (
  tenant_id TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  steps TEXT NOT NULL,
  PRIMARY KEY (tenant_id, connection_id),
  FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE
) STRICT;
