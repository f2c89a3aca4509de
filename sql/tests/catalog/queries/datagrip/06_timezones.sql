select name, is_dst from pg_catalog.pg_timezone_names where name = 'UTC' union distinct select abbrev as name, is_dst from pg_catalog.pg_timezone_abbrevs where abbrev = 'ZZZ'
