-- without: indexrelid, indrelid, indclass, indcollation, tablespace, relam
SELECT i.*, i.indkey AS keys, c.relname, c.relnamespace = t.relnamespace AS same_schema, c.relam, dsc.description,
  pg_catalog.pg_get_expr(i.indpred, i.indrelid) AS pred_expr, pg_catalog.pg_get_expr(i.indexprs, i.indrelid, true) AS expr
FROM pg_catalog.pg_index i
INNER JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
INNER JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
LEFT OUTER JOIN pg_catalog.pg_description dsc ON i.indexrelid = dsc.objoid
WHERE i.indrelid = 'public.deals'::regclass ORDER BY c.relname
