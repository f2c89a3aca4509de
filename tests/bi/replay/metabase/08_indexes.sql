SELECT i.relname AS "index-name", a.attname AS "field-name"
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_index x ON c.oid = x.indrelid JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[0]
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE x.indpred IS NULL AND n.nspname = 'public' ORDER BY 1
