-- What a person keeps of the history, whatever its age, and what they wrote about it. Notes are searched as well.
ALTER TABLE exchanges ADD COLUMN pinned_at INTEGER;
ALTER TABLE exchanges ADD COLUMN note TEXT;
ALTER TABLE exchanges ADD COLUMN marked INTEGER GENERATED ALWAYS AS (pinned_at IS NOT NULL OR note IS NOT NULL) VIRTUAL;
DROP INDEX exchanges_list;
ALTER TABLE exchanges DROP COLUMN search;
ALTER TABLE exchanges ADD COLUMN search TEXT GENERATED ALWAYS AS (
  lower(url || char(10) || coalesce(operation_key, '') || char(10) || coalesce(integration_name, '') || char(10) || coalesce(note, ''))
) VIRTUAL;
-- All that decides which rows are in a window, so that those rows alone are read whole.
CREATE INDEX exchanges_list ON exchanges (
  tenant_id, at, id, private_to, integration_id, operation_key, status, fault_code, method, connection_name, marked, search
);
CREATE INDEX exchanges_pinned ON exchanges (tenant_id, pinned_at) WHERE pinned_at IS NOT NULL;
