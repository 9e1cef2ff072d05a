"""The sweep: whom to judge again, the run, and the results that stay beside the records."""
