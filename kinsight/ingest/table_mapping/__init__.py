"""Tables (CSV, Parquet) read as resources, by a mapping file."""
