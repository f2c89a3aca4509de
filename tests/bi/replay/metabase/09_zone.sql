show timezone
