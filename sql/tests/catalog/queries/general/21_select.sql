SELECT x, generate_series(1, x) AS y FROM (VALUES (1), (2)) v(x) ORDER BY 1, 2
