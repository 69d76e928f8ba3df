-- The name of a tenant that is shared is the team's, whatever other tenants of this store are called. Whoever gives a name here is refused one
-- that is taken.
DROP INDEX tenants_name;
