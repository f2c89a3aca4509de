-- without: object_id, state_number
with T as (select distinct T.oid as table_id, T.relname as table_name
  from pg_catalog.pg_class T, pg_catalog.pg_attribute A
  where T.relnamespace = 'public'::regnamespace and T.relkind in ('r', 'm', 'v', 'f', 'p') and A.attrelid = T.oid)
select T.table_id as object_id, C.attnum as column_position, C.attname as column_name, C.xmin as state_number, C.atttypmod as type_mod,
  C.attndims as dimensions_number, pg_catalog.format_type(C.atttypid, C.atttypmod) as type_spec, C.atttypid as type_id,
  C.attnotnull as mandatory, D.adbin as default_expr, C.attgenerated as generated, C.attidentity as identity
from T
join pg_catalog.pg_attribute C on T.table_id = C.attrelid
left join pg_catalog.pg_attrdef D on (C.attrelid, C.attnum) = (D.adrelid, D.adnum)
where C.attnum > 0 and not C.attisdropped
order by T.table_name, C.attnum
