"""What changed between two versions of practice knowledge."""
