-- What a team shares: rows without a fixed shape, so that a client keeps columns that it does not know.
-- Two walls stand around it. Members have no right to any table and reach it through functions that ask who they are
-- (session_user, which no SET changes). Row-level security stands behind that and holds by itself, should somebody grant a table.
-- Nothing here is read by members directly: EXPLAIN ANALYZE would count the rows that a policy hides.

-- Functions of this and of later versions are nobody's unless they are granted.
ALTER DEFAULT PRIVILEGES FOR ROLE {{owner}} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- One row. Clients know a database by this id, whatever its address.
CREATE TABLE patchbay.installation (
  id uuid PRIMARY KEY,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE patchbay._migrations (
  name text COLLATE "C" PRIMARY KEY,
  checksum text NOT NULL,
  -- The oldest version of the sync protocol that works with this schema.
  min_client integer NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE patchbay.tenants (
  tenant_id uuid PRIMARY KEY,
  -- The last revision. Its row is locked by whoever commits one, so that revisions have no gaps.
  head bigint NOT NULL DEFAULT 0,
  -- Deletions up to this revision are forgotten: who has seen less must compare everything.
  horizon bigint NOT NULL DEFAULT 0,
  -- What NOTIFY calls; nobody outside the tenant can guess it.
  channel text NOT NULL,
  secrets_on boolean NOT NULL DEFAULT false,
  -- Of the tenant key; 0 before there is one.
  generation integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- Audit: who committed what and when. Never changed.
CREATE TABLE patchbay.revisions (
  tenant_id uuid NOT NULL,
  rev bigint NOT NULL,
  -- Tells a database that was restored from a backup and has gone another way since.
  token uuid NOT NULL,
  login text COLLATE "C" NOT NULL,
  user_id uuid NOT NULL,
  client_id uuid NOT NULL,
  op_id uuid NOT NULL,
  at timestamptz NOT NULL,
  rows integer NOT NULL,
  PRIMARY KEY (tenant_id, rev),
  UNIQUE (tenant_id, client_id, op_id)
);

CREATE TABLE patchbay.rows (
  tenant_id uuid NOT NULL,
  table_name text COLLATE "C" NOT NULL,
  row_id text COLLATE "C" NOT NULL,
  rev bigint NOT NULL,
  deleted boolean NOT NULL,
  -- Whose it is alone; null for everyone's.
  private_to uuid,
  -- Somebody else could once read it, and must hear that it is gone. Others never learn of a row where this is false.
  shared boolean NOT NULL,
  data jsonb,
  PRIMARY KEY (tenant_id, table_name, row_id),
  CHECK (deleted = (data IS NULL))
);
CREATE INDEX rows_rev ON patchbay.rows (tenant_id, rev, table_name, row_id);

-- Audit: which columns of which row a revision wrote. Never changed.
CREATE TABLE patchbay.changes (
  tenant_id uuid NOT NULL,
  rev bigint NOT NULL,
  table_name text COLLATE "C" NOT NULL,
  row_id text COLLATE "C" NOT NULL,
  kind text NOT NULL CHECK (kind IN ('put', 'delete')),
  columns text[],
  -- Whose the row was then.
  private_to uuid,
  PRIMARY KEY (tenant_id, table_name, row_id, rev)
);
CREATE INDEX changes_rev ON patchbay.changes (tenant_id, rev);

-- Which Postgres role is whom. What a person may do stands in their row of memberships alone.
CREATE TABLE patchbay.logins (
  tenant_id uuid NOT NULL,
  login text COLLATE "C" NOT NULL,
  user_id uuid,
  person text NOT NULL,
  -- What the invitation promises; counts until it is taken.
  role text NOT NULL CHECK (role IN ('admin', 'editor', 'viewer')),
  status text NOT NULL CHECK (status IN ('invited', 'active', 'revoked')),
  public_key bytea,
  invited_by uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  joined_at timestamptz,
  PRIMARY KEY (tenant_id, login),
  CHECK (status <> 'active' OR user_id IS NOT NULL)
);
CREATE INDEX logins_login ON patchbay.logins (login);

-- One row for each store.
CREATE TABLE patchbay.clients (
  tenant_id uuid NOT NULL,
  client_id uuid NOT NULL,
  login text COLLATE "C" NOT NULL,
  app text NOT NULL,
  -- Of the sync protocol.
  version integer NOT NULL,
  cursor bigint NOT NULL,
  last_seen timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, client_id)
);

-- The tenant key, sealed for each login.
CREATE TABLE patchbay.wrapped_keys (
  tenant_id uuid NOT NULL,
  generation integer NOT NULL,
  login text COLLATE "C" NOT NULL,
  wrapped bytea NOT NULL,
  PRIMARY KEY (tenant_id, generation, login)
);

-- Parts of a large push that are on their way.
CREATE TABLE patchbay.parts (
  tenant_id uuid NOT NULL,
  client_id uuid NOT NULL,
  op_id uuid NOT NULL,
  part integer NOT NULL,
  login text COLLATE "C" NOT NULL,
  changes jsonb NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, client_id, op_id, part)
);
CREATE INDEX parts_at ON patchbay.parts (tenant_id, at);

-- Where the caller is a member, as whom and with which role. Nothing for a login that is revoked or has not joined.
CREATE FUNCTION patchbay.own_tenants() RETURNS TABLE (tenant_id uuid, user_id uuid, role text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT l.tenant_id, l.user_id, m.data ->> 'role'
  FROM patchbay.logins l
  JOIN patchbay.rows m ON m.tenant_id = l.tenant_id AND m.table_name = 'memberships' AND m.row_id = l.user_id::text
  WHERE l.login = session_user AND l.status = 'active' AND NOT m.deleted
$$;

DO $$
DECLARE
  name text;
BEGIN
  FOR name IN SELECT c.relname FROM pg_catalog.pg_class c
    WHERE c.relnamespace = 'patchbay'::pg_catalog.regnamespace AND c.relkind = 'r'
  LOOP
    EXECUTE format('ALTER TABLE patchbay.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE patchbay.%I FORCE ROW LEVEL SECURITY', name);
    -- For the functions, which run as the owner.
    EXECUTE format('CREATE POLICY owner ON patchbay.%I TO {{owner}} USING (true) WITH CHECK (true)', name);
  END LOOP;
END
$$;

-- Each subselect is run once for a query. Parts and the book-keeping are nobody's.
CREATE POLICY member ON patchbay.tenants FOR SELECT TO {{member}}
  USING (tenant_id IN (SELECT o.tenant_id FROM patchbay.own_tenants() o));
CREATE POLICY member ON patchbay.revisions FOR SELECT TO {{member}}
  USING (tenant_id IN (SELECT o.tenant_id FROM patchbay.own_tenants() o));
CREATE POLICY member ON patchbay.logins FOR SELECT TO {{member}}
  USING (tenant_id IN (SELECT o.tenant_id FROM patchbay.own_tenants() o));
CREATE POLICY member ON patchbay.clients FOR SELECT TO {{member}}
  USING (tenant_id IN (SELECT o.tenant_id FROM patchbay.own_tenants() o));
CREATE POLICY member ON patchbay.rows FOR SELECT TO {{member}}
  USING (
    CASE WHEN private_to IS NULL THEN tenant_id IN (SELECT o.tenant_id FROM patchbay.own_tenants() o)
    ELSE (tenant_id, private_to) IN (SELECT o.tenant_id, o.user_id FROM patchbay.own_tenants() o) END
  );
-- Through the policy of rows.
CREATE POLICY member ON patchbay.changes FOR SELECT TO {{member}}
  USING (
    CASE WHEN private_to IS NULL THEN tenant_id IN (SELECT o.tenant_id FROM patchbay.own_tenants() o)
    ELSE (tenant_id, private_to) IN (SELECT o.tenant_id, o.user_id FROM patchbay.own_tenants() o) END
    AND EXISTS (SELECT FROM patchbay.rows r
      WHERE r.tenant_id = changes.tenant_id AND r.table_name = changes.table_name AND r.row_id = changes.row_id)
  );
CREATE POLICY member ON patchbay.wrapped_keys FOR SELECT TO {{member}}
  USING (login = session_user AND tenant_id IN (SELECT o.tenant_id FROM patchbay.own_tenants() o));

-- The audit is kept from the functions as well.
CREATE FUNCTION patchbay._refuse() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'The record of changes is never changed.' USING ERRCODE = 'PB004';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON patchbay.revisions
  FOR EACH STATEMENT EXECUTE FUNCTION patchbay._refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON patchbay.changes
  FOR EACH STATEMENT EXECUTE FUNCTION patchbay._refuse();

GRANT USAGE ON SCHEMA patchbay TO {{member}};
GRANT EXECUTE ON FUNCTION patchbay.own_tenants() TO {{member}};
