-- One row a version of "this person is ROLE of this child".
SELECT child, person, role, "from", "until", known, superseded FROM bond
