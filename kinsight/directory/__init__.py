"""Services, criteria and pathways."""
