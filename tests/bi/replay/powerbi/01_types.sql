-- without: oid, typrelid, typbasetype, elemoid
-- keep: 'text:pg_catalog', 'text:_?(bool|int8|int4|text|numeric|date|timestamptz|float8|name|oid)'
/*** types with their kind of receive function ***/
SELECT ns.nspname, t.typname, t.oid, t.typrelid, t.typbasetype,
  CASE WHEN p.proname = 'array_recv' THEN 'a' ELSE t.typtype END AS type,
  CASE WHEN p.proname = 'array_recv' THEN t.typelem ELSE 0 END AS elemoid,
  CASE
    WHEN p.proname IN ('array_recv', 'oidvectorrecv') THEN 3
    WHEN t.typtype = 'r' THEN 2
    WHEN t.typtype = 'd' THEN 1
    ELSE 0
  END AS ord
FROM pg_type AS t
JOIN pg_namespace AS ns ON (ns.oid = t.typnamespace)
JOIN pg_proc AS p ON p.oid = t.typreceive
LEFT OUTER JOIN pg_class AS rel ON (rel.oid = t.typrelid)
LEFT OUTER JOIN pg_type AS elem ON (elem.oid = t.typelem)
LEFT OUTER JOIN pg_class AS elemrel ON (elemrel.oid = elem.typrelid)
WHERE t.typtype IN ('b', 'r', 'e', 'd')
  OR (t.typtype = 'c' AND rel.relkind = 'c')
  OR (t.typtype = 'p' AND t.typname IN ('record', 'void'))
  OR (p.proname = 'array_recv' AND (
    elem.typtype IN ('b', 'r', 'e', 'd')
    OR (elem.typtype = 'p' AND elem.typname IN ('record', 'void'))
    OR (elem.typtype = 'c' AND elemrel.relkind = 'c')))
ORDER BY ord, ns.nspname, t.typname
