CREATE TABLE integrations (
  tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  -- Lower case of the name: two names that differ in case only are one name.
  name_key TEXT NOT NULL,
  display_name TEXT NOT NULL,
  display_key TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('data_source', 'ai_provider', 'notification', 'api', 'webhook', 'sso')),
  provider TEXT NOT NULL,
  base_url TEXT NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  status TEXT NOT NULL CHECK (status IN ('unknown', 'ok', 'error')),
  status_reason TEXT,
  -- One bit for each badge that the list can be filtered by.
  auth_bits INTEGER NOT NULL,
  needs_auth INTEGER NOT NULL CHECK (needs_auth IN (0, 1)),
  operations INTEGER NOT NULL,
  logo_file TEXT,
  last_checked_at INTEGER,
  last_sync_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  -- Lower case of everything that the list's search looks at.
  search TEXT NOT NULL,
  base_search TEXT NOT NULL,
  manual_auth TEXT NOT NULL,
  check_path TEXT,
  model TEXT,
  fallback_id TEXT,
  definition_id TEXT,
  definition TEXT,
  description TEXT NOT NULL,
  model_configuration TEXT,
  provider_metadata TEXT,
  cost_configuration TEXT,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, fallback_id) REFERENCES integrations (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY (tenant_id, definition_id) REFERENCES definitions (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE UNIQUE INDEX integrations_name ON integrations (tenant_id, name_key) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX integrations_provider ON integrations (tenant_id, provider)
  WHERE deleted_at IS NULL AND provider <> 'custom';
CREATE INDEX integrations_fallback ON integrations (tenant_id, fallback_id) WHERE fallback_id IS NOT NULL;
CREATE INDEX integrations_definition ON integrations (tenant_id, definition_id) WHERE definition_id IS NOT NULL;
CREATE INDEX integrations_deleted ON integrations (deleted_at) WHERE deleted_at IS NOT NULL;

-- Holds all that the list sorts, searches and filters by, so that a page of any list is found without reading the rows.
CREATE INDEX integrations_list ON integrations (
  tenant_id, display_key, id, search, type, provider, status, active, auth_bits, needs_auth, operations,
  last_checked_at, created_at
) WHERE deleted_at IS NULL;
