SELECT has_table_privilege('deals', 'SELECT'), has_table_privilege(current_user, 'deals', 'select'), has_schema_privilege('public', 'USAGE'), has_column_privilege('deals', 'id', 'SELECT')
