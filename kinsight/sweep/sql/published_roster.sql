-- Every child: days as integers.
SELECT child_ref, nhs_number, name, born, expected, CASE WHEN left_on < 2000000000 THEN left_on END AS left_on, practice
FROM result_child
