SELECT current_database() as a, current_schemas(false) as b, session_user as c, current_user
