-- One row a code in an element of a resource that has to be laid out, in the columns of fact_TYPE.
-- Reads: accepted_TYPE (`type`) as `s`, with the items of the element where it is a list (`items`); where each part of the fact stands.
SELECT s.line, s.version, s.certainty, ({void}) AS void, {unclear} AS unclear, {place} AS place, s."value", s.number,
  {code} AS text, {spare} AS spare
FROM accepted_{type} s {items}
WHERE NOT s.retracted AND {condition}
