-- columns
SELECT pid, datname, usename, application_name, client_addr, backend_start, state, wait_event_type, query
FROM pg_catalog.pg_stat_activity WHERE datname = current_database() ORDER BY pid
