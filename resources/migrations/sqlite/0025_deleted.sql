-- Saved requests can be brought back; a name is taken by those that stand alone.
ALTER TABLE saved_requests ADD COLUMN deleted_at INTEGER;
DROP INDEX saved_requests_name;
CREATE UNIQUE INDEX saved_requests_name ON saved_requests (tenant_id, name COLLATE NOCASE) WHERE deleted_at IS NULL;

-- Connections that were deleted, without their secrets. A table of its own, so that nothing that asks for connections finds them.
CREATE TABLE deleted_connections (
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
  is_default INTEGER NOT NULL CHECK (is_default IN (0, 1)),
  created_at INTEGER NOT NULL,
  secret_changed_at INTEGER NOT NULL,
  config TEXT,
  more TEXT NOT NULL,
  secrets_needed INTEGER NOT NULL,
  expires_at INTEGER,
  secret_by TEXT,
  previous TEXT,
  previous_until INTEGER,
  deleted_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, integration_id) REFERENCES integrations (tenant_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX deleted_connections_of ON deleted_connections (tenant_id, integration_id);

-- What used a connection uses it again when it comes back, unless another one was chosen meanwhile.
ALTER TABLE attachments ADD COLUMN lost_connection_id TEXT;
CREATE INDEX attachments_lost ON attachments (tenant_id, lost_connection_id) WHERE lost_connection_id IS NOT NULL;
DROP TRIGGER attachments_forget_connection;
CREATE TRIGGER attachments_lose_connection AFTER DELETE ON connections BEGIN
  UPDATE attachments SET connection_id = NULL, lost_connection_id = OLD.id
    WHERE tenant_id = OLD.tenant_id AND connection_id = OLD.id;
END;
CREATE TRIGGER attachments_choose_connection AFTER UPDATE OF connection_id ON attachments
  WHEN NEW.lost_connection_id IS NOT NULL AND NEW.lost_connection_id IS OLD.lost_connection_id BEGIN
  UPDATE attachments SET lost_connection_id = NULL WHERE tenant_id = NEW.tenant_id AND id = NEW.id;
END;
CREATE TRIGGER attachments_find_connection AFTER INSERT ON connections BEGIN
  UPDATE attachments SET connection_id = NEW.id, lost_connection_id = NULL
    WHERE tenant_id = NEW.tenant_id AND lost_connection_id = NEW.id;
END;
CREATE TRIGGER attachments_give_up_connection AFTER DELETE ON deleted_connections BEGIN
  UPDATE attachments SET lost_connection_id = NULL WHERE tenant_id = OLD.tenant_id AND lost_connection_id = OLD.id;
END;

CREATE TRIGGER deleted_connections_tombstone AFTER DELETE ON deleted_connections BEGIN
  INSERT OR REPLACE INTO tombstones (tenant_id, table_name, row_id, deleted_at)
  VALUES (OLD.tenant_id, 'deleted_connections', OLD.id, CAST(unixepoch('subsec') * 1000 AS INTEGER));
END;
-- A connection goes from one table to the other and back: what stands again in one has no tombstone there.
CREATE TRIGGER connections_stand AFTER INSERT ON connections BEGIN
  DELETE FROM tombstones WHERE tenant_id = NEW.tenant_id AND table_name = 'connections' AND row_id = NEW.id;
END;
CREATE TRIGGER deleted_connections_stand AFTER INSERT ON deleted_connections BEGIN
  DELETE FROM tombstones WHERE tenant_id = NEW.tenant_id AND table_name = 'deleted_connections' AND row_id = NEW.id;
END;
