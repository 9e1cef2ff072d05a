-- One row a child and somebody who belongs to its family on the day by what services state, with what they are to it; a mere contact
-- (`other`), and who has no more than the address, does not.
-- Reads: tie; the day (`as_of`).
SELECT DISTINCT child, person, role
FROM tie
WHERE role NOT IN ('self', 'other', 'same-address')
  AND known <= {as_of} AND superseded > {as_of} AND "from" <= {as_of} AND "until" > {as_of}
