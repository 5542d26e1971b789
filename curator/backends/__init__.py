"""Where the work on shards of a frame is done; each backend maps the same function over the same shards."""
