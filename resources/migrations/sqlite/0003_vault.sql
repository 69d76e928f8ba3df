-- One row: which key seals the secrets and where it is kept. The key itself never stands here: the keychain holds it
-- under `keychain_account`, or `wrapped` does, under a passphrase.
CREATE TABLE vault_state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  vault_id TEXT NOT NULL,
  key_version INTEGER NOT NULL,
  key_check BLOB NOT NULL,
  method TEXT NOT NULL CHECK (method IN ('keychain', 'passphrase')),
  keychain_account TEXT,
  wrapped BLOB,
  wrap_nonce BLOB,
  salt BLOB,
  scrypt_n INTEGER,
  scrypt_r INTEGER,
  scrypt_p INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK ((method = 'keychain') = (keychain_account IS NOT NULL)),
  CHECK ((method = 'passphrase') = (wrapped IS NOT NULL))
) STRICT;

CREATE TABLE secrets (
  tenant_id TEXT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
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
