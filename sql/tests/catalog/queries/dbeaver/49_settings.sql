select s.name, s.setting from pg_catalog.pg_settings s where s.name in ('max_index_keys','server_encoding')
