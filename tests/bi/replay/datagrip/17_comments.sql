select c.relname, D.objsubid as position, D.description
from pg_catalog.pg_description D
join pg_catalog.pg_class c on D.objoid = c.oid
where D.classoid = 'pg_catalog.pg_class'::regclass and c.relnamespace = 'public'::regnamespace
order by c.relname, position
