SELECT name, setting FROM pg_show_all_settings() WHERE name = 'block_size'
