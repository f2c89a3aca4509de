SELECT t.typname, t.typarray::regtype::text, format_type(t.oid, NULL) FROM pg_type t WHERE t.typname IN ('int4', 'text', 'timestamptz', 'numeric', 'bool', '_text') ORDER BY 1
