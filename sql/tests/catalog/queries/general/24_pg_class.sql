SELECT relname FROM pg_class WHERE relname LIKE 'deal%' AND relkind = 'r' OR relname ~* '^LEADS$' AND relkind = 'r' ORDER BY 1
