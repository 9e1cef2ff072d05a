"""What practice knowledge may say: the shape of each kind of file, the parts of a rule, and all of it as one value."""
