SELECT pg_class.* FROM pg_class WHERE relname = 'nothing_like_this'
