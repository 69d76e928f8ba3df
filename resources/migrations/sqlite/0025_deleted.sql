-- Saved requests can be brought back; a name is taken by those that stand alone.
ALTER TABLE saved_requests ADD COLUMN deleted_at INTEGER;
DROP INDEX saved_requests_name;
CREATE UNIQUE INDEX saved_requests_name ON saved_requests (tenant_id, name COLLATE NOCASE) WHERE deleted_at IS NULL;
