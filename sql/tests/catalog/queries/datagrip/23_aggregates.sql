select P.oid as aggregate_id, P.proname from pg_catalog.pg_proc P join pg_catalog.pg_aggregate A on A.aggfnoid = P.oid where P.pronamespace = 2200::oid
