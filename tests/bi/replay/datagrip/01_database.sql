SELECT current_database() AS a, current_schemas(false) AS b
