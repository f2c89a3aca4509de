close "SQL_CUR0x7f0001"
