select D.objoid id, pg_class.relkind as kind, D.objsubid sub_id, D.description
  from pg_catalog.pg_description D
  join pg_catalog.pg_class on D.objoid = pg_class.oid
where pg_class.relnamespace = 2200::oid and D.classoid = 'pg_catalog.pg_class'::regclass
