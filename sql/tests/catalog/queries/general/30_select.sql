SELECT json_build_object('a', 1, 'b', 'x', 'c', NULL)
