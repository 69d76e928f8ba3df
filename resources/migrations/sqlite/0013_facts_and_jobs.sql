-- What happened: one row for each change of something that people keep, written in the transaction that makes the change.
CREATE TABLE facts (
  -- The order of commits on this store; subscribers remember how far they have read.
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  -- For example connection.rotated.
  type TEXT NOT NULL,
  actor_kind TEXT NOT NULL CHECK (actor_kind IN ('person', 'apiKey', 'system')),
  actor_id TEXT,
  actor_name TEXT,
  entity_id TEXT,
  -- What it was done to, as it was called then.
  subject TEXT NOT NULL,
  integration_id TEXT,
  -- Only this person reads subject, before and after; the others read public_subject.
  private_to TEXT,
  public_subject TEXT,
  -- Not shown on the activity page: a further row of a change to many things at once, or of a kind that is no news.
  silent INTEGER NOT NULL CHECK (silent IN (0, 1)),
  before TEXT,
  after TEXT,
  CHECK ((private_to IS NULL) = (public_subject IS NULL))
) STRICT;
CREATE UNIQUE INDEX facts_id ON facts (tenant_id, id);
CREATE INDEX facts_integration ON facts (tenant_id, integration_id, id);
CREATE INDEX facts_at ON facts (at);

-- How far each subscriber has read.
CREATE TABLE fact_cursors (
  subscriber TEXT PRIMARY KEY,
  seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- From now on only traffic (requests, checks) is added here; what earlier versions wrote stays readable.
ALTER TABLE activity ADD COLUMN private_to TEXT;

-- What must happen. A job that is done is deleted, or planned anew where it recurs.
CREATE TABLE jobs (
  id TEXT PRIMARY KEY,
  -- Null concerns the whole console.
  tenant_id TEXT REFERENCES tenants (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  -- One job of a kind for each key; null where every one counts.
  key TEXT,
  payload TEXT NOT NULL,
  run_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  -- Failed so often that a person must decide.
  dead INTEGER NOT NULL DEFAULT 0 CHECK (dead IN (0, 1)),
  last_error TEXT,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX jobs_key ON jobs (kind, key) WHERE key IS NOT NULL;
CREATE INDEX jobs_due ON jobs (run_at) WHERE dead = 0;
CREATE INDEX jobs_kind ON jobs (kind, dead, run_at, id);

-- The right to do something, for one process at a time.
CREATE TABLE leases (
  name TEXT PRIMARY KEY,
  -- The process, and a random part for each of its leases.
  owner TEXT NOT NULL,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What was deleted for good, so that a copy elsewhere learns of it. Cascades write here too.
CREATE TABLE tombstones (
  tenant_id TEXT NOT NULL,
  table_name TEXT NOT NULL,
  row_id TEXT NOT NULL,
  deleted_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, table_name, row_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER integrations_tombstone AFTER DELETE ON integrations BEGIN
  INSERT OR REPLACE INTO tombstones (tenant_id, table_name, row_id, deleted_at)
  VALUES (OLD.tenant_id, 'integrations', OLD.id, CAST(unixepoch('subsec') * 1000 AS INTEGER));
END;

CREATE TRIGGER hand_operations_tombstone AFTER DELETE ON hand_operations BEGIN
  INSERT OR REPLACE INTO tombstones (tenant_id, table_name, row_id, deleted_at)
  VALUES (OLD.tenant_id, 'hand_operations', OLD.id, CAST(unixepoch('subsec') * 1000 AS INTEGER));
END;

CREATE TRIGGER connections_tombstone AFTER DELETE ON connections BEGIN
  INSERT OR REPLACE INTO tombstones (tenant_id, table_name, row_id, deleted_at)
  VALUES (OLD.tenant_id, 'connections', OLD.id, CAST(unixepoch('subsec') * 1000 AS INTEGER));
END;

CREATE TRIGGER saved_requests_tombstone AFTER DELETE ON saved_requests BEGIN
  INSERT OR REPLACE INTO tombstones (tenant_id, table_name, row_id, deleted_at)
  VALUES (OLD.tenant_id, 'saved_requests', OLD.id, CAST(unixepoch('subsec') * 1000 AS INTEGER));
END;

CREATE TRIGGER assistants_tombstone AFTER DELETE ON assistants BEGIN
  INSERT OR REPLACE INTO tombstones (tenant_id, table_name, row_id, deleted_at)
  VALUES (OLD.tenant_id, 'assistants', OLD.id, CAST(unixepoch('subsec') * 1000 AS INTEGER));
END;

CREATE TRIGGER attachments_tombstone AFTER DELETE ON attachments BEGIN
  INSERT OR REPLACE INTO tombstones (tenant_id, table_name, row_id, deleted_at)
  VALUES (OLD.tenant_id, 'attachments', OLD.id, CAST(unixepoch('subsec') * 1000 AS INTEGER));
END;

CREATE TRIGGER memberships_tombstone AFTER DELETE ON memberships BEGIN
  INSERT OR REPLACE INTO tombstones (tenant_id, table_name, row_id, deleted_at)
  VALUES (OLD.tenant_id, 'memberships', OLD.user_id, CAST(unixepoch('subsec') * 1000 AS INTEGER));
END;
