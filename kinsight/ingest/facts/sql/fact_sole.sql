-- One row a resource that states one fact besides a spare code that means something: in the columns of fact_TYPE.
-- Reads: accepted_TYPE (`type`), spared_TYPE.
SELECT s.line, s.version, s.certainty, s.void, s.unclear, s.place, s."value", s.number, s.sole AS text, false AS spare
FROM accepted_{type} s
WHERE NOT s.retracted AND s.sole IS NOT NULL AND s.version IN (SELECT version FROM spared_{type})
