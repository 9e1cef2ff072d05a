"""Rules, examples and answers as plain rows and values, for whoever judges or fills in."""
