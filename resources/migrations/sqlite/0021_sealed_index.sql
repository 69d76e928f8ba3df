-- What the vault vouches for: which sealed secrets are the ones of now, and the settings that they were given with. A row that comes
-- from an earlier time, or settings that were changed in the file, are not in it. Row 0 says which sealing of each other row counts.
CREATE TABLE vault_index (
  id INTEGER PRIMARY KEY CHECK (id BETWEEN 0 AND 64),
  key_version INTEGER NOT NULL,
  nonce BLOB NOT NULL CHECK (length(nonce) = 12),
  sealed BLOB NOT NULL
) STRICT;

-- A name is taken for the team by what the team sees. Were private connections among it, a refusal would tell of them.
DROP INDEX connections_name;
CREATE UNIQUE INDEX connections_name ON connections (tenant_id, integration_id, name COLLATE NOCASE) WHERE visibility = 'team';
CREATE INDEX connections_of ON connections (tenant_id, integration_id, visibility, owner_id);
