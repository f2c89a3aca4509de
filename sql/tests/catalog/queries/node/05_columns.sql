select * from information_schema.columns where table_name = 'deals' and column_name = 'id' and table_schema = current_schema()
