"""The manual: practice knowledge as pages tell it, by group, by role, by source page, with its examples drawn."""
