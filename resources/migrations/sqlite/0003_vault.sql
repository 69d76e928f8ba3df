-- Keys by version. The key itself never stands here: the keychain holds it, or `wrapped` does, under a passphrase.
-- pending: made, not in use yet · current: seals and opens · retired: to be removed from the keychain
CREATE TABLE vault_keys (
  version INTEGER PRIMARY KEY,
  vault_id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('pending', 'current', 'retired')),
  method TEXT NOT NULL CHECK (method IN ('keychain', 'passphrase')),
  key_check BLOB,
  wrapped BLOB,
  wrap_nonce BLOB,
  salt BLOB,
  scrypt_n INTEGER,
  scrypt_r INTEGER,
  scrypt_p INTEGER,
  created_at INTEGER NOT NULL,
  CHECK (status <> 'current' OR key_check IS NOT NULL),
  CHECK (status <> 'current' OR (method = 'passphrase') = (wrapped IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX vault_keys_current ON vault_keys (status) WHERE status = 'current';

CREATE TABLE secrets (
  tenant_id TEXT NOT NULL,
  owner_table TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  field TEXT NOT NULL,
  sealed BLOB NOT NULL,
  nonce BLOB NOT NULL CHECK (length(nonce) = 12),
  key_version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (tenant_id, owner_table, owner_id, field)
) STRICT, WITHOUT ROWID;
