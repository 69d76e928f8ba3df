-- Leases of renewals stand with all others in the table leases.
CREATE TABLE oauth_tokens_next (
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
  -- Set before the server is asked for tokens and cleared with the write of its answer: what was under way at a crash.
  under_way TEXT CHECK (under_way IN ('refresh', 'signIn')),
  PRIMARY KEY (tenant_id, connection_id),
  FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE
) STRICT;

INSERT INTO oauth_tokens_next (tenant_id, connection_id, status, status_reason, obtained_at, expires_at, refreshable,
  requested_scopes, granted_scopes, token_type, clock_skew_ms, generation, under_way)
SELECT tenant_id, connection_id, status, status_reason, obtained_at, expires_at, refreshable,
  requested_scopes, granted_scopes, token_type, clock_skew_ms, generation, under_way
FROM oauth_tokens;

DROP TABLE oauth_tokens;
ALTER TABLE oauth_tokens_next RENAME TO oauth_tokens;
