-- Reading and writing rows. Errors that a client tells apart:
-- PB001 no access · PB002 the role is too low · PB003 the invitation has expired · PB004 wrong input · PB005 the client is too old
-- PB006 the invitation has not been taken · PB007 it has been taken by another · PB008 the login was revoked · PB009 no admin would remain
-- Where a tenant is not the caller's, the answer is the same as for one that does not exist.

-- The caller in a tenant, or why not. `needed` is the role that is needed.
CREATE FUNCTION patchbay._me(tenant uuid, needed text, OUT user_id uuid, OUT role text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
  found_status text;
BEGIN
  SELECT o.user_id, o.role INTO user_id, role FROM patchbay.own_tenants() o WHERE o.tenant_id = tenant;
  IF user_id IS NULL THEN
    SELECT l.status INTO found_status FROM patchbay.logins l WHERE l.tenant_id = tenant AND l.login = session_user;
    IF found_status = 'invited' THEN
      RAISE EXCEPTION 'The invitation has not been taken yet.' USING ERRCODE = 'PB006';
    ELSIF found_status IS NOT NULL THEN
      RAISE EXCEPTION 'The access of this login was revoked.' USING ERRCODE = 'PB008';
    END IF;
    RAISE EXCEPTION 'This login has no access to the team.' USING ERRCODE = 'PB001';
  END IF;
  IF needed <> 'viewer' AND role <> 'admin' AND (needed = 'admin' OR role <> 'editor') THEN
    RAISE EXCEPTION 'This needs the role %.', needed USING ERRCODE = 'PB002';
  END IF;
END
$$;

CREATE FUNCTION patchbay._min_client() RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT coalesce(max(m.min_client), 0) FROM patchbay._migrations m
$$;

-- What the caller needs to know before anything else. Times are milliseconds since 1970.
CREATE FUNCTION patchbay._hello(tenant uuid, at_cursor bigint, at_token uuid)
RETURNS TABLE (installation uuid, head bigint, horizon bigint, channel text, role text, user_id uuid, secrets_on boolean,
  generation integer, cursor_known boolean, keys_wanted boolean, min_client integer, server_time bigint)
LANGUAGE sql STABLE AS $$
  SELECT (SELECT i.id FROM patchbay.installation i), t.head, t.horizon, t.channel, o.role, o.user_id, t.secrets_on, t.generation,
    at_cursor = 0 OR EXISTS (SELECT FROM patchbay.revisions r
      WHERE r.tenant_id = tenant AND r.rev = at_cursor AND r.token = at_token),
    -- Somebody has no tenant key yet, and the caller can give theirs, or nobody has one any more.
    EXISTS (SELECT FROM patchbay.logins l WHERE l.tenant_id = tenant AND l.status = 'active' AND NOT EXISTS (SELECT
      FROM patchbay.wrapped_keys w WHERE w.tenant_id = tenant AND w.generation = t.generation AND w.login = l.login))
    AND (EXISTS (SELECT FROM patchbay.wrapped_keys w
        WHERE w.tenant_id = tenant AND w.generation = t.generation AND w.login = session_user)
      OR NOT EXISTS (SELECT FROM patchbay.wrapped_keys w
        JOIN patchbay.logins l ON l.tenant_id = tenant AND l.login = w.login AND l.status = 'active'
        WHERE w.tenant_id = tenant AND w.generation = t.generation)),
    patchbay._min_client(), floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint
  FROM patchbay.tenants t JOIN patchbay.own_tenants() o ON o.tenant_id = t.tenant_id
  WHERE t.tenant_id = tenant
$$;

-- The first call of every sync, and the only one where nothing happened. Writes only what others would want to know by now.
CREATE FUNCTION patchbay.hello(tenant uuid, client uuid, app text, version integer, at_cursor bigint, at_token uuid)
RETURNS TABLE (installation uuid, head bigint, horizon bigint, channel text, role text, user_id uuid, secrets_on boolean,
  generation integer, cursor_known boolean, keys_wanted boolean, min_client integer, server_time bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  me record;
  known record;
BEGIN
  SELECT * INTO me FROM patchbay._me(tenant, 'viewer');
  IF client IS NULL OR version IS NULL OR at_cursor IS NULL OR length(coalesce(app, '')) NOT BETWEEN 1 AND 100 THEN
    RAISE EXCEPTION 'The client does not say what it is.' USING ERRCODE = 'PB004';
  END IF;
  IF version < patchbay._min_client() THEN
    RAISE EXCEPTION 'This version of Patchbay is too old for the database of the team.' USING ERRCODE = 'PB005';
  END IF;
  SELECT c.*, l.user_id, l.status INTO known FROM patchbay.clients c
    LEFT JOIN patchbay.logins l ON l.tenant_id = c.tenant_id AND l.login = c.login
    WHERE c.tenant_id = tenant AND c.client_id = client;
  IF known.login <> session_user AND known.user_id IS DISTINCT FROM me.user_id AND known.status = 'active' THEN
    RAISE EXCEPTION 'This store belongs to another login.' USING ERRCODE = 'PB001';
  END IF;
  IF current_setting('transaction_read_only') = 'off' AND (known.login IS NULL OR known.login <> session_user
      OR known.app <> hello.app OR known.version <> hello.version OR known.last_seen < now() - interval '5 minutes') THEN
    INSERT INTO patchbay.clients AS c (tenant_id, client_id, login, app, version, cursor, last_seen)
    VALUES (tenant, client, session_user, hello.app, hello.version, at_cursor, now())
    ON CONFLICT (tenant_id, client_id) DO UPDATE SET login = excluded.login, app = excluded.app, version = excluded.version,
      cursor = excluded.cursor, last_seen = excluded.last_seen;
  END IF;
  RETURN QUERY SELECT * FROM patchbay._hello(tenant, at_cursor, at_token);
END
$$;

-- What has changed after a place, in the order of revisions: at most max_rows, and about 8 MB as they are stored. `more` says whether
-- something follows. A row that has become another's alone comes as deleted; one that always was does not come.
CREATE FUNCTION patchbay.pull(tenant uuid, after_rev bigint, after_table text, after_row text, upto bigint, max_rows integer)
RETURNS TABLE (rev bigint, table_name text, row_id text, deleted boolean, private_to uuid, data jsonb, by_user uuid, at bigint, token uuid,
  more boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  me record;
  most integer := least(greatest(coalesce(max_rows, 1000), 1), 10000);
BEGIN
  SELECT * INTO me FROM patchbay._me(tenant, 'viewer');
  RETURN QUERY
  SELECT k.rev, k.table_name, k.row_id, k.deleted OR k.hidden, CASE WHEN NOT k.hidden THEN k.private_to END,
    CASE WHEN NOT k.hidden THEN k.data END, v.user_id, floor(extract(epoch FROM v.at) * 1000)::bigint, v.token,
    k.total > count(*) OVER ()
  FROM (
    SELECT p.*, row_number() OVER w AS n, count(*) OVER () AS total,
      coalesce(sum(pg_column_size(p.data)) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
    FROM (
      SELECT r.rev, r.table_name, r.row_id, r.deleted, r.private_to, r.data,
        r.private_to IS NOT NULL AND r.private_to <> me.user_id AS hidden
      FROM patchbay.rows r
      WHERE r.tenant_id = tenant AND (r.rev, r.table_name, r.row_id) > (after_rev, after_table, after_row) AND r.rev <= upto
        AND (r.private_to IS NULL OR r.private_to = me.user_id OR r.shared)
      ORDER BY r.rev, r.table_name, r.row_id LIMIT most + 1
    ) p
    WINDOW w AS (ORDER BY p.rev, p.table_name, p.row_id)
  ) k
  JOIN patchbay.revisions v ON v.tenant_id = tenant AND v.rev = k.rev
  WHERE k.n <= most AND k.before < 8388608
  ORDER BY k.rev, k.table_name, k.row_id;
END
$$;

-- Single rows as pull answers them: keys are [["table","row"], …].
CREATE FUNCTION patchbay.fetch(tenant uuid, keys jsonb)
RETURNS TABLE (rev bigint, table_name text, row_id text, deleted boolean, private_to uuid, data jsonb, by_user uuid, at bigint, more boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  me record;
BEGIN
  SELECT * INTO me FROM patchbay._me(tenant, 'viewer');
  IF jsonb_typeof(keys) IS DISTINCT FROM 'array' THEN
    RAISE EXCEPTION 'Keys are a list of pairs.' USING ERRCODE = 'PB004';
  END IF;
  RETURN QUERY
  SELECT r.rev, r.table_name::text, r.row_id::text, r.deleted OR h.hidden, CASE WHEN NOT h.hidden THEN r.private_to END,
    CASE WHEN NOT h.hidden THEN r.data END, v.user_id, floor(extract(epoch FROM v.at) * 1000)::bigint, false
  FROM (SELECT DISTINCT e ->> 0 AS t, e ->> 1 AS r FROM jsonb_array_elements(keys) e) k
  CROSS JOIN LATERAL (SELECT r.* FROM patchbay.rows r
    WHERE r.tenant_id = tenant AND r.table_name = k.t AND r.row_id = k.r LIMIT 1) r
  JOIN patchbay.revisions v ON v.tenant_id = tenant AND v.rev = r.rev
  CROSS JOIN LATERAL (SELECT r.private_to IS NOT NULL AND r.private_to <> me.user_id AS hidden) h
  WHERE NOT h.hidden OR r.shared;
END
$$;

-- The changes of a push: given with it or staged before. `keeps` says that a put leaves to whom the row belongs.
CREATE FUNCTION patchbay._changes(tenant uuid, client uuid, op uuid, changes jsonb)
RETURNS TABLE (t text, r text, k text, d jsonb, p text, keeps boolean) LANGUAGE sql STABLE ROWS 1000 AS $$
  SELECT e ->> 't', e ->> 'r', e ->> 'k', e -> 'd', e ->> 'p', NOT e ? 'p' FROM jsonb_array_elements(_changes.changes) e
  UNION ALL
  SELECT e ->> 't', e ->> 'r', e ->> 'k', e -> 'd', e ->> 'p', NOT e ? 'p'
  FROM patchbay.parts s CROSS JOIN LATERAL jsonb_array_elements(s.changes) e
  WHERE _changes.changes IS NULL AND s.tenant_id = tenant AND s.client_id = client AND s.op_id = op AND s.login = session_user
$$;

-- A team must be able to go on: somebody who can log in is its admin.
CREATE FUNCTION patchbay._require_admin(tenant uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM patchbay.rows m
    JOIN patchbay.logins l ON l.tenant_id = m.tenant_id AND l.user_id::text = m.row_id AND l.status = 'active'
    WHERE m.tenant_id = tenant AND m.table_name = 'memberships' AND NOT m.deleted AND m.data ->> 'role' = 'admin') THEN
    RAISE EXCEPTION 'A team keeps at least one admin.' USING ERRCODE = 'PB009';
  END IF;
END
$$;

-- Writes a revision. The head is locked, and everything has been checked but whose the rows were.
CREATE FUNCTION patchbay._commit(tenant uuid, client uuid, op uuid, by_user uuid, changes jsonb, OUT rev bigint, OUT token uuid)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  called text;
  written integer;
  of_another boolean;
BEGIN
  UPDATE patchbay.tenants t SET head = t.head + 1 WHERE t.tenant_id = tenant RETURNING t.head, t.channel INTO rev, called;
  token := gen_random_uuid();
  WITH c AS MATERIALIZED (
    SELECT c.t, c.r, c.k, c.d, o.data AS old, coalesce(o.deleted, true) AS fresh, o.private_to AS old_private,
      CASE WHEN c.keeps OR c.k = 'delete' THEN o.private_to ELSE c.p::uuid END AS private_to, o.row_id IS NOT NULL AS known, coalesce(o.shared, false) AS shared
    FROM patchbay._changes(tenant, client, op, changes) c
    LEFT JOIN LATERAL (SELECT o.* FROM patchbay.rows o
      WHERE o.tenant_id = tenant AND o.table_name = c.t AND o.row_id = c.r LIMIT 1) o ON true
    -- A put without columns says whose a row is, and makes none.
    WHERE NOT o.deleted OR (c.k = 'put' AND c.d <> '{}')
    -- In the order of the indexes, which is quicker.
    ORDER BY c.t COLLATE "C", c.r COLLATE "C"
  ), w AS (
    INSERT INTO patchbay.rows (tenant_id, table_name, row_id, rev, deleted, private_to, shared, data)
    SELECT tenant, c.t, c.r, _commit.rev, c.k = 'delete', c.private_to,
      c.shared OR c.private_to IS NULL OR (c.known AND c.private_to IS DISTINCT FROM c.old_private),
      CASE WHEN c.k = 'put' THEN CASE WHEN c.fresh THEN c.d ELSE c.old || c.d END END
    FROM c
    ON CONFLICT (tenant_id, table_name, row_id) DO UPDATE SET rev = excluded.rev, deleted = excluded.deleted,
      private_to = excluded.private_to, shared = excluded.shared, data = excluded.data
  ), x AS (
    INSERT INTO patchbay.changes (tenant_id, rev, table_name, row_id, kind, columns, private_to)
    SELECT tenant, _commit.rev, c.t, c.r, c.k, CASE WHEN c.k = 'put' THEN ARRAY(SELECT jsonb_object_keys(c.d)) END, c.private_to
    FROM c
  )
  SELECT count(*), bool_or(c.old_private <> by_user) INTO written, of_another FROM c;
  IF of_another THEN
    RAISE EXCEPTION 'A row belongs to another person.' USING ERRCODE = 'PB001';
  END IF;
  INSERT INTO patchbay.revisions (tenant_id, rev, token, login, user_id, client_id, op_id, at, rows)
  VALUES (tenant, _commit.rev, _commit.token, session_user, by_user, client, op, clock_timestamp(), written);
  DELETE FROM patchbay.parts s WHERE s.tenant_id = tenant AND s.client_id = client AND s.op_id = op;
  PERFORM pg_notify(called, '');
END
$$;

-- Whether these changes are in order and the caller's to make.
CREATE FUNCTION patchbay._check(tenant uuid, client uuid, op uuid, changes jsonb, me uuid, role text, OUT members boolean)
LANGUAGE plpgsql STABLE AS $$
DECLARE
  found record;
BEGIN
  SELECT
    bool_or(c.t IS NULL OR c.t !~ '^[a-z][a-z0-9_]{0,62}$' OR c.r IS NULL OR length(c.r) NOT BETWEEN 1 AND 512
      OR c.k IS NULL OR c.k NOT IN ('put', 'delete') OR (c.k = 'put' AND jsonb_typeof(c.d) IS DISTINCT FROM 'object')) AS wrong,
    bool_or(c.t IN ('tenants', 'users', 'memberships')) AS managed,
    bool_or(c.t = 'memberships') AS members,
    bool_or(c.t = 'memberships' AND c.k = 'put' AND (c.p IS NOT NULL
      OR (c.d ? 'role' OR o.deleted IS DISTINCT FROM false) AND (c.d ->> 'role' IN ('admin', 'editor', 'viewer')) IS NOT TRUE)) AS no_role,
    -- What one can read may be given away; a new row of another person is made by an admin alone, who brings a store of several.
    bool_or(c.p <> me::text AND o.deleted IS DISTINCT FROM false AND role <> 'admin') AS for_another
  INTO found
  FROM patchbay._changes(tenant, client, op, changes) c
  LEFT JOIN LATERAL (SELECT o.deleted FROM patchbay.rows o
      WHERE (c.t = 'memberships' OR c.p <> me::text) AND o.tenant_id = tenant AND o.table_name = c.t AND o.row_id = c.r LIMIT 1) o ON true;
  IF found.wrong OR found.no_role THEN
    RAISE EXCEPTION 'The changes are not in order: %.', CASE WHEN found.wrong THEN 'a table, row or kind is wrong'
      ELSE 'a membership has no role' END USING ERRCODE = 'PB004';
  ELSIF found.managed AND role <> 'admin' THEN
    RAISE EXCEPTION 'This needs the role admin.' USING ERRCODE = 'PB002';
  ELSIF found.for_another THEN
    RAISE EXCEPTION 'A row belongs to another person.' USING ERRCODE = 'PB001';
  END IF;
  members := coalesce(found.members, false);
END
$$;

-- Commits changes that were made upon the revision `base`: 'done', or 'behind' with the head where others were quicker.
-- The same op answers what it answered before. Null changes take the staged parts.
CREATE FUNCTION patchbay.push(tenant uuid, client uuid, op uuid, base bigint, changes jsonb, OUT outcome text, OUT rev bigint, OUT token uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  me record;
  members boolean;
BEGIN
  SELECT * INTO me FROM patchbay._me(tenant, 'viewer');
  IF client IS NULL OR op IS NULL OR base IS NULL OR (changes IS NOT NULL AND jsonb_typeof(changes) <> 'array') THEN
    RAISE EXCEPTION 'The push is not in order.' USING ERRCODE = 'PB004';
  END IF;
  FOR attempt IN 1..2 LOOP
    SELECT 'done', r.rev, r.token INTO outcome, rev, token FROM patchbay.revisions r
      WHERE r.tenant_id = tenant AND r.client_id = client AND r.op_id = op AND r.user_id = me.user_id;
    IF FOUND THEN
      RETURN;
    END IF;
    SELECT * INTO me FROM patchbay._me(tenant, 'editor');
    -- Who waited for the lock may have been answered or demoted meanwhile.
    PERFORM FROM patchbay.tenants t WHERE t.tenant_id = tenant FOR UPDATE;
  END LOOP;
  SELECT 'behind', t.head INTO outcome, rev FROM patchbay.tenants t WHERE t.tenant_id = tenant;
  IF rev <> base THEN
    RETURN;
  END IF;
  IF EXISTS (SELECT FROM patchbay.clients c
    WHERE c.tenant_id = tenant AND c.client_id = client AND c.version < patchbay._min_client()) THEN
    RAISE EXCEPTION 'This version of Patchbay is too old for the database of the team.' USING ERRCODE = 'PB005';
  END IF;
  IF changes IS NULL AND (SELECT count(*) = 0 OR count(*) <> max(s.part) + 1 FROM patchbay.parts s
    WHERE s.tenant_id = tenant AND s.client_id = client AND s.op_id = op AND s.login = session_user) THEN
    RAISE EXCEPTION 'Parts of the push are missing.' USING ERRCODE = 'PB004';
  END IF;
  members := patchbay._check(tenant, client, op, changes, me.user_id, me.role);
  BEGIN
    SELECT 'done', c.rev, c.token INTO outcome, rev, token FROM patchbay._commit(tenant, client, op, me.user_id, changes) c;
  EXCEPTION WHEN cardinality_violation THEN
    RAISE EXCEPTION 'The changes are not in order: a row comes twice.' USING ERRCODE = 'PB004';
  END;
  IF members THEN
    PERFORM patchbay._require_admin(tenant);
  END IF;
END
$$;

-- Puts aside part 0, 1, 2 … of a push that is too large for one call. The same part again replaces it.
CREATE FUNCTION patchbay.stage(tenant uuid, client uuid, op uuid, part integer, changes jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
  PERFORM patchbay._me(tenant, 'editor');
  IF client IS NULL OR op IS NULL OR (part BETWEEN 0 AND 99999) IS NOT TRUE OR jsonb_typeof(changes) IS DISTINCT FROM 'array' THEN
    RAISE EXCEPTION 'The part is not in order.' USING ERRCODE = 'PB004';
  END IF;
  DELETE FROM patchbay.parts s WHERE s.tenant_id = tenant AND s.at < now() - interval '1 day';
  INSERT INTO patchbay.parts AS s (tenant_id, client_id, op_id, part, login, changes, at)
  VALUES (tenant, client, op, stage.part, session_user, stage.changes, now())
  ON CONFLICT (tenant_id, client_id, op_id, part) DO UPDATE SET changes = excluded.changes, at = excluded.at
    WHERE s.login = session_user;
END
$$;

-- The highest part that has arrived; null for none.
CREATE FUNCTION patchbay.staged(tenant uuid, client uuid, op uuid) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM patchbay._me(tenant, 'editor');
  RETURN (SELECT max(s.part) FROM patchbay.parts s
    WHERE s.tenant_id = tenant AND s.client_id = client AND s.op_id = op AND s.login = session_user);
END
$$;

-- Keeps others from committing until the transaction ends, for a client that was overtaken twice. Gives the head.
CREATE FUNCTION patchbay.lock_head(tenant uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  at_head bigint;
BEGIN
  PERFORM patchbay._me(tenant, 'editor');
  SELECT t.head INTO at_head FROM patchbay.tenants t WHERE t.tenant_id = tenant FOR UPDATE;
  PERFORM patchbay._me(tenant, 'editor');
  RETURN at_head;
END
$$;

-- Who wrote a column last, after a revision; a null column stands for any. A deletion counts for every column.
CREATE FUNCTION patchbay.blame(tenant uuid, of_table text, of_row text, of_column text, after_rev bigint)
RETURNS TABLE (rev bigint, user_id uuid, at bigint, login text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  me record;
BEGIN
  SELECT * INTO me FROM patchbay._me(tenant, 'viewer');
  RETURN QUERY
  SELECT c.rev, v.user_id, floor(extract(epoch FROM v.at) * 1000)::bigint, v.login::text
  FROM patchbay.changes c
  JOIN patchbay.revisions v ON v.tenant_id = c.tenant_id AND v.rev = c.rev
  LEFT JOIN patchbay.rows r ON r.tenant_id = c.tenant_id AND r.table_name = c.table_name AND r.row_id = c.row_id
  WHERE c.tenant_id = tenant AND c.table_name = of_table AND c.row_id = of_row AND c.rev > after_rev
    AND (of_column IS NULL OR c.kind = 'delete' OR c.columns @> ARRAY[of_column])
    AND (c.private_to IS NULL OR c.private_to = me.user_id) AND (r.private_to IS NULL OR r.private_to = me.user_id)
  ORDER BY c.rev DESC LIMIT 1;
END
$$;

-- Who changed what, the newest first: revisions before a place, each with its rows that the caller may read.
CREATE FUNCTION patchbay.audit(tenant uuid, before_rev bigint, before_table text, before_row text, max_rows integer)
RETURNS TABLE (rev bigint, table_name text, row_id text, kind text, columns text[], user_id uuid, login text, at bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  me record;
BEGIN
  SELECT * INTO me FROM patchbay._me(tenant, 'viewer');
  RETURN QUERY
  SELECT c.rev, c.table_name::text, c.row_id::text, c.kind, c.columns, v.user_id, v.login::text,
    floor(extract(epoch FROM v.at) * 1000)::bigint
  FROM patchbay.changes c
  JOIN patchbay.revisions v ON v.tenant_id = c.tenant_id AND v.rev = c.rev
  LEFT JOIN patchbay.rows r ON r.tenant_id = c.tenant_id AND r.table_name = c.table_name AND r.row_id = c.row_id
  WHERE c.tenant_id = tenant AND (c.rev, c.table_name, c.row_id) < (before_rev, before_table, before_row)
    AND (c.private_to IS NULL OR c.private_to = me.user_id) AND (r.private_to IS NULL OR r.private_to = me.user_id)
  ORDER BY c.rev DESC, c.table_name DESC, c.row_id DESC LIMIT least(greatest(coalesce(max_rows, 100), 1), 10000);
END
$$;

-- Removes what was deleted up to a revision, but nothing of the last 90 days. Gives the horizon that results.
CREATE FUNCTION patchbay.forget(tenant uuid, before_rev bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  upto bigint;
BEGIN
  PERFORM patchbay._me(tenant, 'admin');
  PERFORM FROM patchbay.tenants t WHERE t.tenant_id = tenant FOR UPDATE;
  PERFORM patchbay._me(tenant, 'admin');
  SELECT greatest(t.horizon, least(coalesce(before_rev, 0), (SELECT coalesce(max(v.rev), 0) FROM patchbay.revisions v
      WHERE v.tenant_id = tenant AND v.at < now() - interval '90 days'))) INTO upto
    FROM patchbay.tenants t WHERE t.tenant_id = tenant;
  DELETE FROM patchbay.rows r WHERE r.tenant_id = tenant AND r.rev <= upto AND r.deleted;
  UPDATE patchbay.tenants t SET horizon = upto WHERE t.tenant_id = tenant;
  RETURN upto;
END
$$;

GRANT EXECUTE ON FUNCTION
  patchbay.hello(uuid, uuid, text, integer, bigint, uuid),
  patchbay.pull(uuid, bigint, text, text, bigint, integer),
  patchbay.fetch(uuid, jsonb),
  patchbay.push(uuid, uuid, uuid, bigint, jsonb),
  patchbay.stage(uuid, uuid, uuid, integer, jsonb),
  patchbay.staged(uuid, uuid, uuid),
  patchbay.lock_head(uuid),
  patchbay.blame(uuid, text, text, text, bigint),
  patchbay.audit(uuid, bigint, text, text, integer),
  patchbay.forget(uuid, bigint)
TO {{member}};
