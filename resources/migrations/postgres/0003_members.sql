-- Who belongs to a team. A login is a Postgres role; its password reaches the server as a SCRAM-SHA-256 verifier alone.

-- Makes the role of a login, which belongs to members and has no other right. The prefix is that of this installation.
CREATE FUNCTION patchbay._create_login(login text, verifier text, expires_at bigint) RETURNS timestamptz LANGUAGE plpgsql AS $$
DECLARE
  until timestamptz := to_timestamp(expires_at / 1000.0);
BEGIN
  IF (login ~ ('^' || left('{{member}}', -6) || '[0-9a-f]{12}$')) IS NOT TRUE OR until IS NULL OR until > now() + interval '90 days' THEN
    RAISE EXCEPTION 'The invitation is not in order: its login or its end is wrong.' USING ERRCODE = 'PB004';
  END IF;
  PERFORM patchbay._check_verifier(verifier);
  EXECUTE format('CREATE ROLE %I LOGIN CONNECTION LIMIT 8 PASSWORD %L VALID UNTIL %L IN ROLE {{member}}', login, verifier,
    to_char(until AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || '+00');
  -- A client that has stopped must not keep the head of a team locked.
  EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = %L', login, '60s');
  RETURN until;
END
$$;

CREATE FUNCTION patchbay._check_verifier(verifier text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF (verifier ~ '^SCRAM-SHA-256\$[0-9]{4,7}:[A-Za-z0-9+/]{16,}={0,2}\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=$') IS NOT TRUE THEN
    RAISE EXCEPTION 'A password is given as its SCRAM-SHA-256 verifier.' USING ERRCODE = 'PB004';
  END IF;
END
$$;

-- A new team with the invitation of its first admin, who joins as everyone does. For those who set the database up.
CREATE FUNCTION patchbay.create_tenant(tenant uuid, channel text, user_id uuid, login text, scram_verifier text, person text,
  expires_at bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_variable
DECLARE
  until timestamptz := patchbay._create_login(login, scram_verifier, expires_at);
BEGIN
  INSERT INTO patchbay.tenants (tenant_id, channel) VALUES (tenant, channel);
  INSERT INTO patchbay.logins (tenant_id, login, user_id, person, role, status, expires_at)
  VALUES (tenant, login, user_id, person, 'admin', 'invited', until);
END
$$;

-- Invites a person. user_id names one who is known already: a further device, or somebody who comes back.
CREATE FUNCTION patchbay.invite(tenant uuid, login text, scram_verifier text, person text, role text, user_id uuid, expires_at bigint)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_variable
DECLARE
  me record;
  until timestamptz;
BEGIN
  SELECT * INTO me FROM patchbay._me(tenant, 'admin');
  IF (role IN ('admin', 'editor', 'viewer')) IS NOT TRUE OR length(coalesce(person, '')) NOT BETWEEN 1 AND 200 THEN
    RAISE EXCEPTION 'The invitation is not in order: its person or role is wrong.' USING ERRCODE = 'PB004';
  END IF;
  until := patchbay._create_login(login, scram_verifier, expires_at);
  INSERT INTO patchbay.logins (tenant_id, login, user_id, person, role, status, invited_by, expires_at)
  VALUES (tenant, login, user_id, person, role, 'invited', me.user_id, until);
END
$$;

-- Takes an invitation, once: the login gets a password that only the joiner knows, and a membership. The same again answers the same.
CREATE FUNCTION patchbay.join_team(tenant uuid, client uuid, scram_verifier text, public_key bytea, person_id uuid, name text, email text)
RETURNS TABLE (installation uuid, head bigint, horizon bigint, channel text, role text, user_id uuid, secrets_on boolean,
  generation integer, cursor_known boolean, keys_wanted boolean, min_client integer, server_time bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  mine record;
  as_user uuid;
  at bigint := floor(extract(epoch FROM clock_timestamp()) * 1000);
  changes jsonb := '[]';
BEGIN
  SELECT l.* INTO mine FROM patchbay.logins l WHERE l.tenant_id = tenant AND l.login = session_user;
  IF mine.status = 'active' AND mine.public_key = join_team.public_key THEN
    RETURN QUERY SELECT * FROM patchbay._hello(tenant, 0, NULL);
    RETURN;
  END IF;
  IF mine.status IS NOT NULL THEN
    PERFORM FROM patchbay.tenants t WHERE t.tenant_id = tenant FOR UPDATE;
    SELECT l.* INTO mine FROM patchbay.logins l WHERE l.tenant_id = tenant AND l.login = session_user FOR UPDATE;
  END IF;
  IF mine.status IS NULL THEN
    RAISE EXCEPTION 'This login has no access to the team.' USING ERRCODE = 'PB001';
  ELSIF mine.status = 'revoked' THEN
    RAISE EXCEPTION 'The access of this login was revoked.' USING ERRCODE = 'PB008';
  ELSIF mine.status = 'active' THEN
    RAISE EXCEPTION 'The invitation has been taken already.' USING ERRCODE = 'PB007';
  ELSIF mine.expires_at < clock_timestamp() THEN
    RAISE EXCEPTION 'The invitation has expired.' USING ERRCODE = 'PB003';
  END IF;
  PERFORM patchbay._check_verifier(scram_verifier);
  as_user := coalesce(mine.user_id, join_team.person_id);
  IF client IS NULL OR as_user IS NULL OR length(coalesce(join_team.name, '')) NOT BETWEEN 1 AND 200
    OR octet_length(join_team.public_key) IS DISTINCT FROM 64 THEN
    RAISE EXCEPTION 'The person is not described.' USING ERRCODE = 'PB004';
  END IF;
  -- Nobody becomes a person whom the invitation does not name, nor inherits what such a one has left.
  IF mine.user_id IS NULL AND (
    EXISTS (SELECT FROM patchbay.logins l WHERE l.tenant_id = tenant AND l.user_id = as_user)
    OR EXISTS (SELECT FROM patchbay.rows r WHERE r.tenant_id = tenant AND r.table_name IN ('memberships', 'users')
      AND r.row_id = as_user::text)
    OR EXISTS (SELECT FROM patchbay.revisions v WHERE v.tenant_id = tenant AND v.user_id = as_user)
  ) THEN
    RAISE EXCEPTION 'The team has this person already; an admin can invite a further device of theirs.' USING ERRCODE = 'PB004';
  END IF;
  IF NOT EXISTS (SELECT FROM patchbay.rows r WHERE r.tenant_id = tenant AND r.table_name = 'users'
    AND r.row_id = as_user::text AND NOT r.deleted) THEN
    changes := changes || jsonb_build_array(jsonb_build_object('t', 'users', 'r', as_user, 'k', 'put', 'p', NULL,
      'd', jsonb_build_object('name', join_team.name, 'email', join_team.email, 'created_at', at)));
  END IF;
  IF NOT EXISTS (SELECT FROM patchbay.rows r WHERE r.tenant_id = tenant AND r.table_name = 'memberships'
    AND r.row_id = as_user::text AND NOT r.deleted) THEN
    changes := changes || jsonb_build_array(jsonb_build_object('t', 'memberships', 'r', as_user, 'k', 'put', 'p', NULL,
      'd', jsonb_build_object('role', mine.role, 'created_at', at)));
  END IF;
  EXECUTE format('ALTER ROLE %I PASSWORD %L VALID UNTIL %L', session_user, scram_verifier, 'infinity');
  UPDATE patchbay.logins l SET status = 'active', user_id = as_user, public_key = join_team.public_key, joined_at = clock_timestamp()
    WHERE l.tenant_id = tenant AND l.login = session_user;
  PERFORM patchbay._commit(tenant, client, gen_random_uuid(), as_user, changes);
  RETURN QUERY SELECT * FROM patchbay._hello(tenant, 0, NULL);
END
$$;

-- Ends a login: no right, no further connection, no open session, and a new channel, so that nobody who left hears of changes.
CREATE FUNCTION patchbay._revoke(tenant uuid, of_login text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  called text;
BEGIN
  UPDATE patchbay.logins l SET status = 'revoked' WHERE l.tenant_id = tenant AND l.login = of_login;
  DELETE FROM patchbay.wrapped_keys w WHERE w.tenant_id = tenant AND w.login = of_login;
  DELETE FROM patchbay.parts s WHERE s.tenant_id = tenant AND s.login = of_login;
  SELECT t.channel INTO called FROM patchbay.tenants t WHERE t.tenant_id = tenant;
  UPDATE patchbay.tenants t SET channel = 'patchbay_' || replace(gen_random_uuid()::text, '-', '') WHERE t.tenant_id = tenant;
  -- Those who listen ask, and hear of the new channel.
  PERFORM pg_notify(called, '');
  EXECUTE format('ALTER ROLE %I NOLOGIN', of_login);
  EXECUTE format('REVOKE {{member}} FROM %I', of_login);
  IF of_login <> session_user THEN
    EXECUTE format('GRANT %I TO {{owner}}', of_login);
    PERFORM pg_terminate_backend(a.pid) FROM pg_stat_activity a WHERE a.usename = of_login;
    EXECUTE format('REVOKE %I FROM {{owner}}', of_login);
  END IF;
END
$$;

-- Takes a person out of the team with all their devices: an admin anyone, everyone themselves. Gives the revision.
CREATE FUNCTION patchbay.remove_member(tenant uuid, client uuid, user_id uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  me record;
  at_rev bigint;
BEGIN
  SELECT * INTO me FROM patchbay._me(tenant, 'viewer');
  IF remove_member.user_id IS DISTINCT FROM me.user_id THEN
    PERFORM patchbay._me(tenant, 'admin');
  END IF;
  PERFORM FROM patchbay.tenants t WHERE t.tenant_id = tenant FOR UPDATE;
  IF remove_member.user_id IS DISTINCT FROM me.user_id THEN
    PERFORM patchbay._me(tenant, 'admin');
  END IF;
  IF NOT EXISTS (SELECT FROM patchbay.rows m WHERE m.tenant_id = tenant AND m.table_name = 'memberships'
    AND m.row_id = remove_member.user_id::text)
    AND NOT EXISTS (SELECT FROM patchbay.logins l WHERE l.tenant_id = tenant AND l.user_id = remove_member.user_id) THEN
    RAISE EXCEPTION 'The team has no such member.' USING ERRCODE = 'PB004';
  END IF;
  SELECT c.rev INTO at_rev FROM patchbay._commit(tenant, client, gen_random_uuid(), me.user_id,
    jsonb_build_array(jsonb_build_object('t', 'memberships', 'r', remove_member.user_id, 'k', 'delete'))) c;
  -- Before anybody's session is ended, which no rollback brings back.
  PERFORM patchbay._require_admin(tenant);
  PERFORM patchbay._revoke(tenant, l.login) FROM patchbay.logins l
    WHERE l.tenant_id = tenant AND l.user_id = remove_member.user_id AND l.status <> 'revoked';
  RETURN at_rev;
END
$$;

-- Ends one login: a device that was lost, an invitation that shall not be taken. An admin any, everyone their own.
CREATE FUNCTION patchbay.revoke_login(tenant uuid, login text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  me record;
  theirs record;
BEGIN
  SELECT * INTO me FROM patchbay._me(tenant, 'viewer');
  SELECT l.* INTO theirs FROM patchbay.logins l WHERE l.tenant_id = tenant AND l.login = revoke_login.login;
  IF theirs.user_id IS DISTINCT FROM me.user_id THEN
    PERFORM patchbay._me(tenant, 'admin');
  END IF;
  PERFORM FROM patchbay.tenants t WHERE t.tenant_id = tenant FOR UPDATE;
  SELECT l.* INTO theirs FROM patchbay.logins l WHERE l.tenant_id = tenant AND l.login = revoke_login.login FOR UPDATE;
  IF theirs.user_id IS DISTINCT FROM me.user_id THEN
    PERFORM patchbay._me(tenant, 'admin');
  END IF;
  IF theirs.login IS NULL THEN
    RAISE EXCEPTION 'The team has no such login.' USING ERRCODE = 'PB004';
  ELSIF theirs.status = 'revoked' THEN
    RETURN;
  END IF;
  UPDATE patchbay.logins l SET status = 'revoked' WHERE l.tenant_id = tenant AND l.login = theirs.login;
  PERFORM patchbay._require_admin(tenant);
  PERFORM patchbay._revoke(tenant, theirs.login);
END
$$;

-- Stores the tenant key as it was sealed for each login: keys are [{"login", "wrapped": base64}]. A new generation is an admin's; every
-- member who has the present one may hand it to logins that lack it.
CREATE FUNCTION patchbay.put_keys(tenant uuid, generation integer, keys jsonb, secrets_on boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  me record;
  present record;
  called text;
BEGIN
  PERFORM patchbay._me(tenant, 'viewer');
  PERFORM FROM patchbay.tenants t WHERE t.tenant_id = tenant FOR UPDATE;
  SELECT * INTO me FROM patchbay._me(tenant, 'viewer');
  SELECT t.* INTO present FROM patchbay.tenants t WHERE t.tenant_id = tenant;
  IF jsonb_typeof(keys) IS DISTINCT FROM 'array' OR secrets_on IS NULL
    OR (put_keys.generation IN (present.generation, present.generation + 1) AND put_keys.generation > 0) IS NOT TRUE
    OR EXISTS (SELECT FROM jsonb_array_elements(keys) k LEFT JOIN patchbay.logins l
      ON l.tenant_id = tenant AND l.login = k ->> 'login' AND l.status = 'active'
      WHERE l.login IS NULL OR (length(k ->> 'wrapped') BETWEEN 1 AND 4096) IS NOT TRUE) THEN
    RAISE EXCEPTION 'The keys are not in order: the generation or a login has changed meanwhile.' USING ERRCODE = 'PB004';
  END IF;
  IF put_keys.generation > present.generation OR put_keys.secrets_on <> present.secrets_on THEN
    PERFORM patchbay._me(tenant, 'admin');
    UPDATE patchbay.tenants t SET generation = put_keys.generation, secrets_on = put_keys.secrets_on WHERE t.tenant_id = tenant;
  ELSIF NOT EXISTS (SELECT FROM patchbay.wrapped_keys w
    WHERE w.tenant_id = tenant AND w.generation = put_keys.generation AND w.login = session_user) THEN
    RAISE EXCEPTION 'This login has no key to hand on.' USING ERRCODE = 'PB001';
  END IF;
  INSERT INTO patchbay.wrapped_keys (tenant_id, generation, login, wrapped)
  SELECT tenant, put_keys.generation, k ->> 'login', decode(k ->> 'wrapped', 'base64') FROM jsonb_array_elements(keys) k
  ON CONFLICT DO NOTHING;
  PERFORM pg_notify(present.channel, '');
END
$$;

-- The tenant keys that are sealed for the caller's login, the newest first, in base64.
CREATE FUNCTION patchbay.own_keys(tenant uuid) RETURNS TABLE (generation integer, wrapped text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
  PERFORM patchbay._me(tenant, 'viewer');
  RETURN QUERY SELECT w.generation, translate(encode(w.wrapped, 'base64'), E'\n', '') FROM patchbay.wrapped_keys w
    WHERE w.tenant_id = tenant AND w.login = session_user ORDER BY w.generation DESC;
END
$$;

-- Who is in the team, by login, with the store that was seen last. Role: of the membership, for an invitation the promised one, null for
-- none. Times are milliseconds since 1970.
CREATE FUNCTION patchbay.team(tenant uuid) RETURNS TABLE (login text, user_id uuid, person text, role text, status text, public_key text,
  has_key boolean, expires_at bigint, joined_at bigint, last_seen bigint, app text, version integer, cursor bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
  PERFORM patchbay._me(tenant, 'viewer');
  RETURN QUERY
  SELECT l.login::text, l.user_id, l.person, CASE WHEN l.status = 'invited' THEN coalesce(m.data ->> 'role', l.role) ELSE m.data ->> 'role' END,
    l.status, translate(encode(l.public_key, 'base64'), E'\n', ''),
    EXISTS (SELECT FROM patchbay.wrapped_keys w WHERE w.tenant_id = tenant AND w.login = l.login AND w.generation = t.generation),
    floor(extract(epoch FROM CASE WHEN l.status = 'invited' THEN l.expires_at END) * 1000)::bigint,
    floor(extract(epoch FROM l.joined_at) * 1000)::bigint, floor(extract(epoch FROM c.last_seen) * 1000)::bigint,
    c.app, c.version, c.cursor
  FROM patchbay.tenants t
  JOIN patchbay.logins l ON l.tenant_id = t.tenant_id
  LEFT JOIN patchbay.rows m ON m.tenant_id = tenant AND m.table_name = 'memberships' AND m.row_id = l.user_id::text AND NOT m.deleted
  LEFT JOIN LATERAL (SELECT c.* FROM patchbay.clients c WHERE c.tenant_id = tenant AND c.login = l.login
    ORDER BY c.last_seen DESC LIMIT 1) c ON true
  WHERE t.tenant_id = tenant ORDER BY l.created_at, l.login;
END
$$;

GRANT EXECUTE ON FUNCTION
  patchbay.invite(uuid, text, text, text, text, uuid, bigint),
  patchbay.join_team(uuid, uuid, text, bytea, uuid, text, text),
  patchbay.remove_member(uuid, uuid, uuid),
  patchbay.revoke_login(uuid, text),
  patchbay.put_keys(uuid, integer, jsonb, boolean),
  patchbay.own_keys(uuid),
  patchbay.team(uuid)
TO {{member}};
