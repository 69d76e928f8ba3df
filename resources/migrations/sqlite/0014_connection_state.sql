-- What is true of a connection on this device alone: how the last check went, what ended it from outside, when it was used. Connections
-- synchronise; this never does.
CREATE TABLE connection_state (
  tenant_id TEXT NOT NULL,
  connection_id TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'unchecked' CHECK (state IN ('unchecked', 'valid', 'refused', 'failing')),
  state_reason TEXT,
  suspension TEXT CHECK (suspension IN ('revoked', 'needsSignIn')),
  suspension_reason TEXT,
  last_used_at INTEGER,
  last_checked_at INTEGER,
  last_succeeded_at INTEGER,
  last_status INTEGER,
  -- When it was said that the connection has expired, so that it is said once.
  expiry_noticed_at INTEGER,
  PRIMARY KEY (tenant_id, connection_id),
  FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

INSERT INTO connection_state (tenant_id, connection_id, state, state_reason, suspension, suspension_reason,
  last_used_at, last_checked_at, last_succeeded_at, last_status, expiry_noticed_at)
SELECT tenant_id, id, state, state_reason, halt, halt_reason,
  last_used_at, last_checked_at, last_succeeded_at, last_status, expiry_told_at FROM connections;

DROP INDEX connections_seen;
DROP INDEX connections_ending;
ALTER TABLE connections DROP COLUMN state;
ALTER TABLE connections DROP COLUMN state_reason;
ALTER TABLE connections DROP COLUMN halt;
ALTER TABLE connections DROP COLUMN halt_reason;
ALTER TABLE connections DROP COLUMN last_used_at;
ALTER TABLE connections DROP COLUMN last_checked_at;
ALTER TABLE connections DROP COLUMN last_succeeded_at;
ALTER TABLE connections DROP COLUMN last_status;
ALTER TABLE connections DROP COLUMN expiry_told_at;

-- What decides who sees a connection and whether it ends, so that counting and ordering by integration read no rows.
CREATE INDEX connections_seen ON connections
  (tenant_id, integration_id, visibility, owner_id, id, expires_at, secret_changed_at);
CREATE INDEX connections_ending ON connections (expires_at) WHERE expires_at IS NOT NULL;

-- Every connection has its state, also one that comes from elsewhere.
CREATE TRIGGER connections_begin_state AFTER INSERT ON connections BEGIN
  INSERT INTO connection_state (tenant_id, connection_id) VALUES (NEW.tenant_id, NEW.id);
END;
