SELECT n.nspname, count(*) FILTER (WHERE c.relkind = 'r') AS tables FROM pg_namespace n LEFT JOIN pg_class c ON c.relnamespace = n.oid WHERE n.nspname = 'public' GROUP BY n.nspname
