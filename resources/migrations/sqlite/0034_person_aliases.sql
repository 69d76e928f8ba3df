-- Who the person of this store is in a tenant that another computer of theirs had first. Without a row they are the same user everywhere.
CREATE TABLE person_aliases (
  tenant_id TEXT NOT NULL PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE,
  -- The person, as this store's own tenants know them.
  person_id TEXT NOT NULL,
  -- The same person, as the tenant knows them.
  user_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
