-- columns
/*** fields of composite types ***/
SELECT t.oid, a.attname, a.atttypid
FROM pg_type AS t
JOIN pg_namespace AS ns ON (ns.oid = t.typnamespace)
JOIN pg_class AS rel ON (rel.oid = t.typrelid)
JOIN pg_attribute AS a ON (a.attrelid = t.typrelid)
WHERE (t.typtype = 'c' AND rel.relkind = 'c') AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY t.oid, a.attnum
