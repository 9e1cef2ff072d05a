-- One row a child as it is published. Days as integers, null where not in sight.
-- Reads: result_child.
SELECT child_ref, nhs_number, name, born, expected, CASE WHEN left_on < {forever} THEN left_on END AS left_on, practice, mother,
       mother_name
FROM result_child
