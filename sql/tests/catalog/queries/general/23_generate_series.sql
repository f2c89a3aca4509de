SELECT s.i, (current_schemas(false))[s.i] FROM generate_series(1, array_upper(current_schemas(false), 1)) AS s(i)
