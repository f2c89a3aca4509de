SELECT string_to_array(current_setting('search_path'), ',')
