-- Jars of cookies that responses set, one for each tenant and, by its id, for each of its environments. The cookies themselves are sealed
-- in secrets; those that end with the console are in memory alone.
CREATE TABLE cookie_jars (
  tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
  -- Empty for the tenant's own.
  id TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, id)
) STRICT;
