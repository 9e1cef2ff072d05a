"""Lines that could not be read: kept whole, with the reason, and tried again when that may help."""
