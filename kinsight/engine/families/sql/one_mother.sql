-- One row a child with a mother: one of her references, or her human, always the same (`mother`).
-- Reads: a table of (child, person, role) such as bond or lineage (`ties`).
SELECT child, min(person) AS mother FROM {ties} WHERE role = 'mother' GROUP BY child
