-- without: oid, typowner, typnamespace, typelem, typarray, typinput, typoutput, typreceive, typsend, typmodin, typmodout, typanalyze, typacl, typdefaultbin, typsubscript, description, typcollation
-- keep: 'text:(bool|int8|int4|text|numeric|date|timestamptz|float8)'
SELECT t.oid, t.*, c.relkind, format_type(nullif(t.typbasetype, 0), t.typtypmod) AS base_type_name, d.description
FROM pg_catalog.pg_type t
LEFT OUTER JOIN pg_catalog.pg_type et ON et.oid = t.typelem
LEFT OUTER JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
LEFT OUTER JOIN pg_catalog.pg_description d ON t.oid = d.objoid
WHERE t.typname IS NOT NULL AND (c.relkind IS NULL OR c.relkind = 'c') AND (et.typcategory IS NULL OR et.typcategory <> 'C')
ORDER BY t.typname
