"""From rows to what a page shows: wording, colours and addresses in one place. Pure functions of values."""
