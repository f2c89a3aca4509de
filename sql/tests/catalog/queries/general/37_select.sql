SELECT pg_typeof(1), pg_typeof('x'::text), pg_typeof(ARRAY[1,2]), pg_typeof(now())
