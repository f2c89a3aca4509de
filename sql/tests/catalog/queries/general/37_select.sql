SELECT pg_typeof('x'::text), pg_typeof(1::int4), pg_typeof(ARRAY['a']), pg_typeof('deals'::regclass), pg_typeof(current_user)
