SELECT COALESCE(NULLIF(c.relname, 'deals'), '?') AS n FROM pg_catalog.pg_class AS c WHERE c.oid = 'public.deals'::regclass
