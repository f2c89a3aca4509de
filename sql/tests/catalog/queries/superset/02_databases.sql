SELECT datname FROM pg_database WHERE datistemplate = false AND datname = 'channelgraph'
