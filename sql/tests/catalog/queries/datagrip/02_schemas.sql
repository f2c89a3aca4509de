select N.oid::bigint as id,
       nspname as name,
       D.description
from pg_catalog.pg_namespace N
  left join pg_catalog.pg_description D on N.oid = D.objoid
where N.nspname not like 'pg_toast%' and N.nspname not like 'pg_temp%'
order by case when nspname = pg_catalog.current_schema() then -1::bigint else N.oid::bigint end
