SELECT * FROM current_schema()
