SELECT * FROM current_database()
