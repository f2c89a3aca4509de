select nspname from pg_namespace where lower(nspname)='public'
