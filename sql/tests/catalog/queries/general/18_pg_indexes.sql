SELECT indexdef FROM pg_indexes WHERE tablename = 'records'
