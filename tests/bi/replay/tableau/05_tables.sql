select c.relname, n.nspname, c.relkind, case when c.relkind in ('r', 'p', 'f') then 'TABLE' else 'VIEW' end as kind
from pg_catalog.pg_class c, pg_catalog.pg_namespace n
where relkind in ('r', 'v', 'm', 'f', 'p') and nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'pg_temp_1')
  and n.oid = relnamespace
order by nspname, relname
