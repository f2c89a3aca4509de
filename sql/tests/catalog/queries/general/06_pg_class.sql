SELECT c.relname, k.n FROM pg_class c LEFT JOIN LATERAL (SELECT count(*) AS n FROM pg_constraint o WHERE o.conrelid = c.oid) k ON true WHERE c.relnamespace = 2200 AND c.relkind = 'r' ORDER BY 1
