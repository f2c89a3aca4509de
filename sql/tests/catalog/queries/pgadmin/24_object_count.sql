SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace
