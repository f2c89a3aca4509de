-- without: short_desc, extra_desc, sourcefile, sourceline, category, source
SELECT * FROM pg_catalog.pg_settings WHERE name = 'standard_conforming_strings'
