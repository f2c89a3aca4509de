select O.oid as op_id, oprname as op_name, oprkind as op_kind, oprleft as arg_left_type_id from pg_catalog.pg_operator O where oprnamespace = 2200::oid
