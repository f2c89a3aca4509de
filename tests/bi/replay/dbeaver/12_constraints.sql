-- without: oid, conrelid, connamespace, confrelid, conindid, conpfeqop, conppeqop, conffeqop, tabrelname
SELECT c.oid, c.*, t.relname AS tabrelname, rt.relnamespace = t.relnamespace AS same_schema, d.description,
  CASE c.contype WHEN 'c' THEN "substring"(pg_get_constraintdef(c.oid), 7) ELSE NULL END AS consrc_copy
FROM pg_catalog.pg_constraint c
INNER JOIN pg_catalog.pg_class t ON t.oid = c.conrelid
LEFT OUTER JOIN pg_catalog.pg_class rt ON rt.oid = c.confrelid
LEFT OUTER JOIN pg_catalog.pg_description d ON d.objoid = c.oid AND d.objsubid = 0 AND d.classoid = 'pg_constraint'::regclass
WHERE c.conrelid = 'public.deals'::regclass ORDER BY c.conname
