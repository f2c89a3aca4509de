SELECT pid <> 0 AS found FROM pg_stat_activity WHERE pid = pg_backend_pid()
