-- Connections that live: further parts, an end, the secret of before, and what ended them from outside.
-- `more` holds the parts after the first, whose own columns stay; `secrets_needed` counts the parts that need a sealed secret.
ALTER TABLE connections ADD COLUMN config TEXT;
ALTER TABLE connections ADD COLUMN more TEXT NOT NULL DEFAULT '[]';
ALTER TABLE connections ADD COLUMN secrets_needed INTEGER NOT NULL DEFAULT 1;
ALTER TABLE connections ADD COLUMN expires_at INTEGER;
ALTER TABLE connections ADD COLUMN expiry_told_at INTEGER;
ALTER TABLE connections ADD COLUMN halt TEXT CHECK (halt IN ('revoked', 'needsSignIn'));
ALTER TABLE connections ADD COLUMN halt_reason TEXT;
-- Who entered the secrets, so that nobody else lets them go elsewhere.
ALTER TABLE connections ADD COLUMN secret_by TEXT;
UPDATE connections SET secret_by = owner_id;
ALTER TABLE connections ADD COLUMN previous TEXT;
ALTER TABLE connections ADD COLUMN previous_until INTEGER;
-- The inventory's own order, over all integrations.
CREATE INDEX connections_by_name ON connections (tenant_id, name COLLATE NOCASE, id, integration_id, visibility, owner_id);
-- What decides who sees a connection and its state, so that counting and ordering by integration read no rows.
CREATE INDEX connections_seen ON connections
  (tenant_id, integration_id, visibility, owner_id, id, state, halt, expires_at, secret_changed_at);
-- Whether any connection could miss a secret, without reading one.
CREATE INDEX connections_needed ON connections (tenant_id, secrets_needed);
CREATE INDEX connections_previous ON connections (previous_until) WHERE previous_until IS NOT NULL;
CREATE INDEX connections_ending ON connections (expires_at) WHERE expires_at IS NOT NULL AND expiry_told_at IS NULL;
