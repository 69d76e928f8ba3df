-- Collections and folders of requests. A group without a parent is a collection.
CREATE TABLE request_groups (
  tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  parent_id TEXT,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  -- Order among its siblings: keys that leave room between two.
  position TEXT NOT NULL,
  connection_id TEXT,
  -- How requests below authenticate, as JSON.
  auth TEXT NOT NULL,
  follow_redirects INTEGER CHECK (follow_redirects IN (0, 1)),
  max_redirects INTEGER,
  connect_seconds INTEGER,
  response_seconds INTEGER,
  timeout_seconds INTEGER,
  http_version TEXT,
  use_cookies INTEGER CHECK (use_cookies IN (0, 1)),
  before_script TEXT NOT NULL,
  after_script TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, parent_id) REFERENCES request_groups (tenant_id, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX request_groups_parent ON request_groups (tenant_id, parent_id) WHERE parent_id IS NOT NULL;

-- A saved request: what it is stands in columns and, for its lists, in rows, so that two changes of one request can be joined.
ALTER TABLE saved_requests RENAME TO saved_drafts;
DROP INDEX saved_requests_name;
DROP TRIGGER saved_requests_tombstone;
CREATE TABLE saved_requests (
  tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  group_id TEXT,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  position TEXT NOT NULL,
  integration_id TEXT,
  operation_key TEXT,
  -- What the operation looked like when the request was saved, as JSON; null where that is not known.
  operation_shape TEXT,
  connection_id TEXT,
  auth TEXT NOT NULL,
  method TEXT NOT NULL,
  url TEXT NOT NULL,
  server TEXT,
  server_variables TEXT NOT NULL,
  body_kind TEXT NOT NULL,
  body_media_type TEXT,
  -- A text as it is; the query of GraphQL.
  body_text TEXT,
  -- What else a body of its kind has, as JSON; its fields are rows.
  body_more TEXT,
  follow_redirects INTEGER CHECK (follow_redirects IN (0, 1)),
  max_redirects INTEGER,
  connect_seconds INTEGER,
  response_seconds INTEGER,
  timeout_seconds INTEGER,
  http_version TEXT,
  use_cookies INTEGER CHECK (use_cookies IN (0, 1)),
  before_script TEXT NOT NULL,
  after_script TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, group_id) REFERENCES request_groups (tenant_id, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX saved_requests_group ON saved_requests (tenant_id, group_id) WHERE group_id IS NOT NULL;
CREATE INDEX saved_requests_integration ON saved_requests (tenant_id, integration_id) WHERE integration_id IS NOT NULL;
CREATE INDEX saved_requests_connection ON saved_requests (tenant_id, connection_id) WHERE connection_id IS NOT NULL;

-- The lists of a request or a group, a row an entry: parameters, form fields, headers, variables, assertions, captures.
CREATE TABLE request_rows (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  request_id TEXT,
  group_id TEXT,
  list TEXT NOT NULL,
  position INTEGER NOT NULL,
  -- The entry as JSON.
  entry TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CHECK ((request_id IS NULL) <> (group_id IS NULL)),
  FOREIGN KEY (tenant_id, request_id) REFERENCES saved_requests (tenant_id, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY (tenant_id, group_id) REFERENCES request_groups (tenant_id, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX request_rows_request ON request_rows (tenant_id, request_id, list, position) WHERE request_id IS NOT NULL;
CREATE INDEX request_rows_group ON request_rows (tenant_id, group_id, list, position) WHERE group_id IS NOT NULL;

-- Responses that are kept with a request as examples.
CREATE TABLE request_examples (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  request_id TEXT NOT NULL,
  name TEXT NOT NULL,
  position INTEGER NOT NULL,
  status INTEGER NOT NULL,
  status_text TEXT NOT NULL,
  -- Headers as JSON.
  headers TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, request_id) REFERENCES saved_requests (tenant_id, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX request_examples_request ON request_examples (tenant_id, request_id, position);

-- A draft that cannot be read keeps its text as a body, so that nothing of it is lost.
UPDATE saved_drafts SET draft = json_object('body', json_object('kind', 'text', 'mediaType', 'text/plain', 'text', draft))
WHERE iif(json_valid(draft), json_type(draft) <> 'object', 1);
INSERT INTO saved_requests
SELECT tenant_id, id, NULL, name, '',
  'h' || printf('%08d', row_number() OVER (PARTITION BY tenant_id ORDER BY name COLLATE NOCASE, id)),
  draft ->> '$.integrationId', draft ->> '$.operationKey', NULL, draft ->> '$.connectionId', '{"kind":"connection"}',
  coalesce(draft ->> '$.method', 'GET'), coalesce(draft ->> '$.url', ''), draft ->> '$.server',
  coalesce(draft -> '$.serverVariables', '{}'),
  coalesce(draft ->> '$.body.kind', 'none'), draft ->> '$.body.mediaType', draft ->> '$.body.text',
  CASE WHEN draft ->> '$.body.kind' IN ('text', 'file') THEN json_remove(draft -> '$.body', '$.kind', '$.mediaType', '$.text') END,
  iif(draft ->> '$.followRedirects' = 0, 0, NULL), NULL, NULL, NULL,
  iif(json_type(draft, '$.timeoutSeconds') = 'integer', draft ->> '$.timeoutSeconds', NULL), NULL, NULL,
  '', '', updated_at, updated_at, deleted_at
FROM saved_drafts;

CREATE TEMPORARY TABLE given_rows AS
SELECT saved_drafts.tenant_id, saved_drafts.id AS request_id, 'parameters' AS list, CAST(each.key AS INTEGER) AS position, each.type, each.value
FROM saved_drafts, json_each(saved_drafts.draft, '$.parameters') AS each WHERE json_type(saved_drafts.draft, '$.parameters') = 'array'
UNION ALL
SELECT saved_drafts.tenant_id, saved_drafts.id, 'fields', CAST(each.key AS INTEGER), each.type, each.value
FROM saved_drafts, json_each(saved_drafts.draft, '$.body.fields') AS each WHERE json_type(saved_drafts.draft, '$.body.fields') = 'array';
INSERT INTO request_rows (tenant_id, id, request_id, group_id, list, position, entry)
SELECT tenant_id,
  lower(printf('%s-%s-4%s-a%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2), hex(randomblob(6)))),
  request_id, NULL, list, position, iif(type IN ('object', 'array'), value, json_quote(value))
FROM given_rows;
DROP TABLE given_rows;
DROP TABLE saved_drafts;

-- Values that requests are filled in with. The global environment holds in every other.
CREATE TABLE environments (
  tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  color TEXT,
  is_production INTEGER NOT NULL CHECK (is_production IN (0, 1)),
  is_global INTEGER NOT NULL CHECK (is_global IN (0, 1)),
  position TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE UNIQUE INDEX environments_name ON environments (tenant_id, name COLLATE NOCASE) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX environments_global ON environments (tenant_id) WHERE is_global = 1;

CREATE TABLE variables (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  environment_id TEXT,
  group_id TEXT,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  -- A plain value; the name of an environment variable of the process; a command. Of a secret nothing: it lies in the vault.
  value TEXT NOT NULL,
  secret_hint TEXT,
  enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
  description TEXT NOT NULL,
  position TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CHECK ((environment_id IS NULL) <> (group_id IS NULL)),
  FOREIGN KEY (tenant_id, environment_id) REFERENCES environments (tenant_id, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY (tenant_id, group_id) REFERENCES request_groups (tenant_id, id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX variables_of_environment ON variables (tenant_id, environment_id, name) WHERE environment_id IS NOT NULL;
CREATE UNIQUE INDEX variables_of_group ON variables (tenant_id, group_id, name) WHERE group_id IS NOT NULL;

-- What was deleted for good leaves a tombstone, as in 0013.
CREATE TRIGGER request_groups_tombstone AFTER DELETE ON request_groups BEGIN
  INSERT OR REPLACE INTO tombstones (tenant_id, table_name, row_id, deleted_at)
  VALUES (OLD.tenant_id, 'request_groups', OLD.id, CAST(unixepoch('subsec') * 1000 AS INTEGER));
END;
CREATE TRIGGER saved_requests_tombstone AFTER DELETE ON saved_requests BEGIN
  INSERT OR REPLACE INTO tombstones (tenant_id, table_name, row_id, deleted_at)
  VALUES (OLD.tenant_id, 'saved_requests', OLD.id, CAST(unixepoch('subsec') * 1000 AS INTEGER));
END;
CREATE TRIGGER request_rows_tombstone AFTER DELETE ON request_rows BEGIN
  INSERT OR REPLACE INTO tombstones (tenant_id, table_name, row_id, deleted_at)
  VALUES (OLD.tenant_id, 'request_rows', OLD.id, CAST(unixepoch('subsec') * 1000 AS INTEGER));
END;
CREATE TRIGGER environments_tombstone AFTER DELETE ON environments BEGIN
  INSERT OR REPLACE INTO tombstones (tenant_id, table_name, row_id, deleted_at)
  VALUES (OLD.tenant_id, 'environments', OLD.id, CAST(unixepoch('subsec') * 1000 AS INTEGER));
END;
CREATE TRIGGER variables_tombstone AFTER DELETE ON variables BEGIN
  INSERT OR REPLACE INTO tombstones (tenant_id, table_name, row_id, deleted_at)
  VALUES (OLD.tenant_id, 'variables', OLD.id, CAST(unixepoch('subsec') * 1000 AS INTEGER));
END;
CREATE TRIGGER request_examples_tombstone AFTER DELETE ON request_examples BEGIN
  INSERT OR REPLACE INTO tombstones (tenant_id, table_name, row_id, deleted_at)
  VALUES (OLD.tenant_id, 'request_examples', OLD.id, CAST(unixepoch('subsec') * 1000 AS INTEGER));
END;
