select srv.oid as id, srv.srvname as name, srv.srvoptions as options from pg_catalog.pg_foreign_server srv left outer join pg_catalog.pg_foreign_data_wrapper fdw on fdw.oid = srv.srvfdw
