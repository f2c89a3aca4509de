SELECT c.oid, c.relname FROM pg_class c WHERE c.relname = ANY (ARRAY['deals', 'leads']) AND c.relkind = ANY ('{r,v}'::"char"[]) ORDER BY 2
