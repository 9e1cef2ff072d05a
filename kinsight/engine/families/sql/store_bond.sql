-- One row a version of a bond: who is what to which child.
SELECT child, person, role, "from", "until", known, superseded, death_known FROM bond
