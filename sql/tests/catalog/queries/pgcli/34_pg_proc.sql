SELECT EXISTS(SELECT * FROM pg_proc WHERE proname = 'pg_tablespace_location')
