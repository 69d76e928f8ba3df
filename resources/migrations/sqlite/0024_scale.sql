-- The history's list and search: all that decides which rows are in a window, so that those rows alone are read whole.
ALTER TABLE exchanges ADD COLUMN search TEXT
  GENERATED ALWAYS AS (lower(url || char(10) || coalesce(operation_key, '') || char(10) || coalesce(integration_name, ''))) VIRTUAL;
DROP INDEX exchanges_at;
CREATE INDEX exchanges_list ON exchanges (tenant_id, at, id, private_to, integration_id, operation_key, search);

-- Which connections assistants use, without reading the attachments.
DROP INDEX attachments_connection;
CREATE INDEX attachments_connection ON attachments (tenant_id, connection_id, assistant_id) WHERE connection_id IS NOT NULL;
