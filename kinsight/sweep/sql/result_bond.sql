-- Who belongs to whom, as families were joined.
SELECT child, person, role, "from", "until", known, superseded FROM bond
