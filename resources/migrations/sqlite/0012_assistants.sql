CREATE TABLE assistants (
  tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  -- Lower case of the name: two names that differ in case only are one name.
  name_key TEXT NOT NULL,
  description TEXT NOT NULL,
  instructions TEXT NOT NULL,
  provider_id TEXT,
  model TEXT,
  visibility TEXT NOT NULL CHECK (visibility IN ('private', 'team')),
  owner_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, provider_id) REFERENCES integrations (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX assistants_name ON assistants (tenant_id, name_key) WHERE deleted_at IS NULL;
CREATE INDEX assistants_provider ON assistants (tenant_id, provider_id) WHERE provider_id IS NOT NULL;

CREATE TABLE attachments (
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,
  assistant_id TEXT NOT NULL,
  integration_id TEXT NOT NULL,
  -- Null where none is needed, or where it was deleted since.
  connection_id TEXT,
  -- Keys of the operations that are offered as tools, as JSON; null offers every one that may be.
  operations TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, assistant_id) REFERENCES assistants (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, integration_id) REFERENCES integrations (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX attachments_integration ON attachments (tenant_id, assistant_id, integration_id);
CREATE INDEX attachments_of_integration ON attachments (tenant_id, integration_id);
CREATE INDEX attachments_connection ON attachments (tenant_id, connection_id) WHERE connection_id IS NOT NULL;

-- SET NULL of a key with two columns would empty the tenant as well; these empty what pointed there, and nothing else.
CREATE TRIGGER attachments_forget_connection AFTER DELETE ON connections BEGIN
  UPDATE attachments SET connection_id = NULL WHERE tenant_id = OLD.tenant_id AND connection_id = OLD.id;
END;
CREATE TRIGGER assistants_forget_provider AFTER DELETE ON integrations BEGIN
  UPDATE assistants SET provider_id = NULL WHERE tenant_id = OLD.tenant_id AND provider_id = OLD.id;
END;
