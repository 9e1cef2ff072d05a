-- One row a human: the family name in small letters, and the keys of the phone numbers that their records give on the day.
-- Reads: who, human, records.event, believed; the day (`as_of`), and the code of a phone number (`phone`).
WITH called AS (
  SELECT human, strip_accents(lower(CASE WHEN contains(name, ',') THEN split_part(name, ',', 1)
                                         ELSE regexp_extract(trim(name), '(\S+)$', 1) END)) AS family
  FROM who
), reached AS (
  SELECT h.human, list(DISTINCT e."value") AS phones
  FROM records.event e JOIN human h USING (person) LEFT JOIN believed v USING (version)
  WHERE e.concept IS NULL AND e.code = '{phone}' AND e.known <= {as_of} AND coalesce(v.superseded, {forever}) > {as_of}
  GROUP BY h.human
)
SELECT c.human, nullif(c.family, '') AS family, coalesce(r.phones, []) AS phones
FROM called c LEFT JOIN reached r ON r.human = c.human
