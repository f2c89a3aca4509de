SET TimeZone TO 'UTC'
