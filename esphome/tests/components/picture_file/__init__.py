"""A screen of a firmware that runs as a process: what it shows goes to a file."""
