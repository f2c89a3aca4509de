select * from information_schema.tables where table_name = 'deals' and table_schema = 'public'
