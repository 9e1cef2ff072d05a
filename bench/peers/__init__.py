"""What others do of the same work, on the same tables: each measured on the share that it can say, and held to our answers."""
