-- Definitions and edits of operations synchronise too, so that what is deleted of them for good must be learned elsewhere.
-- A definition that never was in use was never elsewhere.
CREATE TRIGGER definitions_tombstone AFTER DELETE ON definitions WHEN OLD.state IN ('current', 'replaced') AND OLD.integration_id IS NOT NULL BEGIN
  INSERT OR REPLACE INTO tombstones (tenant_id, table_name, row_id, deleted_at)
  VALUES (OLD.tenant_id, 'definitions', OLD.id, CAST(unixepoch('subsec') * 1000 AS INTEGER));
END;

CREATE TRIGGER operation_edits_tombstone AFTER DELETE ON operation_edits BEGIN
  INSERT OR REPLACE INTO tombstones (tenant_id, table_name, row_id, deleted_at)
  VALUES (OLD.tenant_id, 'operation_edits', OLD.integration_id || ' ' || OLD.key, CAST(unixepoch('subsec') * 1000 AS INTEGER));
END;
