-- Everything that the team has, table by table, for a store that is new or was away for too long.

-- The rows of a table that the caller may read, by id: at most max_rows, and about 8 MB as they are stored. Deleted ones do not come.
CREATE FUNCTION patchbay.scan(tenant uuid, of_table text, after_row text, max_rows integer)
RETURNS TABLE (rev bigint, table_name text, row_id text, deleted boolean, private_to uuid, data jsonb, by_user uuid, at bigint, more boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  me record;
  most integer := least(greatest(coalesce(max_rows, 1000), 1), 10000);
BEGIN
  SELECT * INTO me FROM patchbay._me(tenant, 'viewer');
  RETURN QUERY
  SELECT k.rev, k.table_name::text, k.row_id::text, false, k.private_to, k.data, v.user_id,
    floor(extract(epoch FROM v.at) * 1000)::bigint, k.total > count(*) OVER ()
  FROM (
    SELECT p.*, row_number() OVER w AS n, count(*) OVER () AS total,
      coalesce(sum(pg_column_size(p.data)) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
    FROM (
      SELECT r.rev, r.table_name, r.row_id, r.private_to, r.data
      FROM patchbay.rows r
      WHERE r.tenant_id = tenant AND r.table_name = of_table AND r.row_id > after_row AND NOT r.deleted
        AND (r.private_to IS NULL OR r.private_to = me.user_id)
      ORDER BY r.row_id LIMIT most + 1
    ) p
    WINDOW w AS (ORDER BY p.row_id)
  ) k
  JOIN patchbay.revisions v ON v.tenant_id = tenant AND v.rev = k.rev
  WHERE k.n <= most AND k.before < 8388608
  ORDER BY k.row_id;
END
$$;

-- What tells a revision from another of the same number; null where there is none.
CREATE FUNCTION patchbay.token_of(tenant uuid, of_rev bigint) RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM patchbay._me(tenant, 'viewer');
  RETURN (SELECT r.token FROM patchbay.revisions r WHERE r.tenant_id = tenant AND r.rev = of_rev);
END
$$;

-- How many rows the caller may read in these tables, by one walk over their keys: how far a scan is. Null where there are more than ten
-- million, which are not counted.
CREATE FUNCTION patchbay.count_rows(tenant uuid, of_tables text[]) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me record;
  most bigint := 10000000;
BEGIN
  SELECT * INTO me FROM patchbay._me(tenant, 'viewer');
  RETURN (SELECT nullif(count(*), most + 1) FROM (
    SELECT FROM patchbay.rows r
    WHERE r.tenant_id = tenant AND r.table_name = ANY (of_tables) AND NOT r.deleted
      AND (r.private_to IS NULL OR r.private_to = me.user_id)
    LIMIT most + 1
  ) counted);
END
$$;

GRANT EXECUTE ON FUNCTION
  patchbay.scan(uuid, text, text, integer),
  patchbay.count_rows(uuid, text[]),
  patchbay.token_of(uuid, bigint)
TO {{member}};

-- Every statement has an index that leads to its rows, and one plan for all values is kept, which takes half of a call's time otherwise.
-- A plan made while the tables were small would read all of them later, and so would one that rests on statistics of tenants of another
-- size: nothing but indexes is left to choose from. A push of ten thousand rows is sorted in memory.
DO $$
DECLARE
  called regprocedure;
BEGIN
  FOR called IN SELECT p.oid FROM pg_catalog.pg_proc p
    WHERE p.pronamespace = 'patchbay'::pg_catalog.regnamespace AND p.prosecdef
  LOOP
    EXECUTE format('ALTER FUNCTION %s SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off '
      'SET enable_mergejoin = off SET enable_material = off SET jit = off SET plan_cache_mode = force_generic_plan SET work_mem = ''32MB''', called);
  END LOOP;
END
$$;
