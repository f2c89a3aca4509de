SELECT 'pg_roles'::pg_catalog.regclass::pg_catalog.oid
