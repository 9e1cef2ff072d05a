-- Which references are one human being: those whose newest version carries the same NHS number and that do not contradict each other
-- (see parted.sql); else each is its own.
-- Identity is not replayed in time: a number found later joins the whole history (docs/adr/0003).
SELECT n.person, n.ref,
       CASE WHEN d.person IS NOT NULL THEN d.human
            WHEN n.nhs_number IS NULL THEN n.person
            ELSE key_of('nhs/' || n.nhs_number) END AS human,
       n.patient, n.nhs_number, n.name, n.sex, n.born, n.died, n.language, n.interpreter, n.practice, n.service, n.known, n.first_known
FROM newest n LEFT JOIN parted d ON d.person = n.person
