"""Health system feeds become records; what cannot be read is kept and explained."""
