"""The realistic profile: a district as services really record it, with published prevalences and most of what is asked not coded."""
