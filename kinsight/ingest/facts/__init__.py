"""From staged resources to rows of the record tables: people, addresses, bonds and facts."""
