fetch 100 in "SQL_CUR0x7f0001"
