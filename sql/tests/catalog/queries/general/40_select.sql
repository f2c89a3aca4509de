SELECT current_database(), current_schema, current_schema(), current_user, session_user, user, current_catalog
