-- A row that comes from the team says itself which connection it has lost; only a choice that is made here gives that up.
DROP TRIGGER attachments_choose_connection;
CREATE TRIGGER attachments_choose_connection AFTER UPDATE OF connection_id ON attachments
  WHEN NEW.lost_connection_id IS NOT NULL AND NEW.lost_connection_id IS OLD.lost_connection_id
    AND NOT EXISTS (SELECT 1 FROM sync_teams WHERE tenant_id = NEW.tenant_id AND applying = 1) BEGIN
  UPDATE attachments SET lost_connection_id = NULL WHERE tenant_id = NEW.tenant_id AND id = NEW.id;
END;
-- The same where the team gives a deleted connection up.
DROP TRIGGER attachments_give_up_connection;
CREATE TRIGGER attachments_give_up_connection AFTER DELETE ON deleted_connections
  WHEN NOT EXISTS (SELECT 1 FROM sync_teams WHERE tenant_id = OLD.tenant_id AND applying = 1) BEGIN
  UPDATE attachments SET lost_connection_id = NULL WHERE tenant_id = OLD.tenant_id AND lost_connection_id = OLD.id;
END;
