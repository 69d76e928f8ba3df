-- Tenants that are shared with a team through its Postgres: how far this store has come with each.
CREATE TABLE sync_teams (
  tenant_id TEXT NOT NULL PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
  -- The database's own id, so that another one at the same address is recognised.
  installation_id TEXT NOT NULL,
  -- The address without login and password; the password lies in the vault.
  address TEXT NOT NULL,
  login TEXT NOT NULL,
  -- This store, as the team's database knows it.
  client_id TEXT NOT NULL,
  role TEXT NOT NULL,
  -- The last revision that is in this store, and the token that tells it from another revision of the same number.
  cursor INTEGER NOT NULL,
  token TEXT,
  -- Where a first download or a comparison stands, as JSON; null outside of one.
  scan TEXT,
  -- The columns that this version knows: where it learns of more, it compares everything once.
  known_columns TEXT NOT NULL,
  secrets_on INTEGER NOT NULL CHECK (secrets_on IN (0, 1)),
  key_generation INTEGER NOT NULL,
  -- 1 while a transaction writes what came from the team, which is no edit of this store.
  applying INTEGER NOT NULL DEFAULT 0 CHECK (applying IN (0, 1)),
  -- What a person has to decide or do, as JSON.
  question TEXT,
  problem TEXT,
  last_success_at INTEGER,
  joined_at INTEGER NOT NULL
) STRICT;

-- What was changed here and is not with the team yet: a row for each changed column, with the value that stood before. A row with an
-- empty column says that the whole row is new ('insert'), gone ('delete'), or was deleted and made again ('replace').
CREATE TABLE sync_outbox (
  tenant_id TEXT NOT NULL,
  table_name TEXT NOT NULL,
  row_id TEXT NOT NULL,
  column_name TEXT NOT NULL,
  base ANY,
  at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, table_name, row_id, column_name)
) STRICT, WITHOUT ROWID;

-- What is on its way: sent, and its outcome not known yet. It is sent again byte by byte until the database has answered.
CREATE TABLE sync_pushes (
  tenant_id TEXT NOT NULL PRIMARY KEY REFERENCES sync_teams (tenant_id) ON DELETE CASCADE,
  op_id TEXT NOT NULL,
  base INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE sync_push_parts (
  tenant_id TEXT NOT NULL REFERENCES sync_pushes (tenant_id) ON DELETE CASCADE,
  part INTEGER NOT NULL,
  changes TEXT NOT NULL,
  PRIMARY KEY (tenant_id, part)
) STRICT;
CREATE TABLE sync_sent (
  tenant_id TEXT NOT NULL REFERENCES sync_pushes (tenant_id) ON DELETE CASCADE,
  table_name TEXT NOT NULL,
  row_id TEXT NOT NULL,
  column_name TEXT NOT NULL,
  base ANY,
  at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, table_name, row_id, column_name)
) STRICT, WITHOUT ROWID;

-- References to rows that are not in this store: those of another person's private things, and those that have not arrived yet.
CREATE TABLE sync_missing (
  tenant_id TEXT NOT NULL REFERENCES sync_teams (tenant_id) ON DELETE CASCADE,
  table_name TEXT NOT NULL,
  row_id TEXT NOT NULL,
  column_name TEXT NOT NULL,
  parent_table TEXT NOT NULL,
  parent_id TEXT NOT NULL,
  PRIMARY KEY (tenant_id, table_name, row_id, column_name)
) STRICT, WITHOUT ROWID;
CREATE INDEX sync_missing_parent ON sync_missing (tenant_id, parent_table, parent_id);

-- Two changes of one thing that exclude each other, until a person has decided.
CREATE TABLE sync_conflicts (
  tenant_id TEXT NOT NULL REFERENCES sync_teams (tenant_id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('field', 'theyDeleted', 'youDeleted')),
  table_name TEXT NOT NULL,
  row_id TEXT NOT NULL,
  -- Empty where the whole row is meant.
  column_name TEXT NOT NULL,
  name TEXT NOT NULL,
  mine ANY,
  theirs ANY,
  base ANY,
  -- The rows that the other side deleted and this one had changed, as JSON.
  kept TEXT,
  rev INTEGER NOT NULL,
  by_user TEXT,
  theirs_at INTEGER NOT NULL,
  mine_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sync_conflicts_row ON sync_conflicts (tenant_id, table_name, row_id);

-- Rows that could not be sent or taken over. They stop nothing and are tried again.
CREATE TABLE sync_held_back (
  tenant_id TEXT NOT NULL REFERENCES sync_teams (tenant_id) ON DELETE CASCADE,
  direction TEXT NOT NULL CHECK (direction IN ('out', 'in')),
  table_name TEXT NOT NULL,
  row_id TEXT NOT NULL,
  name TEXT NOT NULL,
  reason TEXT NOT NULL,
  -- What came from the team, as JSON; null for what was to go out.
  change TEXT,
  at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, direction, table_name, row_id)
) STRICT, WITHOUT ROWID;

-- A tenant that is deleted on this computer leaves the team; its rows are not deleted for the others.
CREATE TRIGGER tenants_leave_team BEFORE DELETE ON tenants BEGIN
  DELETE FROM sync_teams WHERE tenant_id = OLD.id;
END;
CREATE TRIGGER sync_teams_forget AFTER DELETE ON sync_teams BEGIN
  DELETE FROM sync_outbox WHERE tenant_id = OLD.tenant_id;
END;

-- What a walk over everything that the team has came by: a row that is here and not in it was deleted there.
CREATE TABLE sync_seen (
  tenant_id TEXT NOT NULL REFERENCES sync_teams (tenant_id) ON DELETE CASCADE,
  table_name TEXT NOT NULL,
  row_id TEXT NOT NULL,
  PRIMARY KEY (tenant_id, table_name, row_id)
) STRICT, WITHOUT ROWID;
