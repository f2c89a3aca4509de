SELECT t.relname, c.reltuples::bigint AS est FROM pg_stat_user_tables t JOIN pg_class c ON c.oid = t.relid ORDER BY 1
