SELECT current_setting('server_encoding') AS encoding, current_setting('standard_conforming_strings') AS strings
