-- One row a human of whom no proposal may say anything: whose record is restricted, and who was ever tied to such a one in any way.
-- Reads: hidden, relation, tie.
SELECT human FROM hidden
UNION SELECT person FROM relation WHERE patient IN (SELECT human FROM hidden)
UNION SELECT patient FROM relation WHERE person IN (SELECT human FROM hidden)
UNION SELECT child FROM tie WHERE person IN (SELECT human FROM hidden)
