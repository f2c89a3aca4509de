SELECT (SELECT nspname FROM pg_namespace n WHERE n.oid = c.relnamespace) AS s, relname FROM pg_class c WHERE c.relname = 'deals'
