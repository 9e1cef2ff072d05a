-- One row a phone number of a version of a person who came, in the columns of records.event: a fact without a concept, whose value is a
-- key by which two numbers can be known to be the same. The number itself is nowhere in the records. One of before (`old`) is left out.
-- Reads: accepted_TYPE (`type`), service_of; how a telecom is read (`items`), and the system and the code of the fact.
WITH sent AS (
  SELECT s.resource, s.ref, s.version, s.known, s.service_ref, s.line, unnest({items}) AS item
  FROM accepted_{type} s
  WHERE NOT s.retracted AND s.telecom IS NOT NULL
), number AS (
  SELECT DISTINCT * EXCLUDE (item), regexp_replace(regexp_replace(item."value", '[^0-9]', '', 'g'), '^(0044|440?)', '0') AS digits
  FROM sent
  WHERE coalesce(item.system, 'phone') IN ('phone', 'sms') AND coalesce(item.use, '') <> 'old' AND item."value" IS NOT NULL
)
SELECT key_of(n.ref || '#phone/' || n.digits) AS event, n.ref, n.version, n.resource AS person, '{system}' AS system, '{code}' AS code,
  NULL::VARCHAR AS term, NULL::VARCHAR AS concept, n.known AS "on", NULL::INTEGER AS "until", n.known,
  'stated' AS certainty, key_of('phone/' || n.digits)::VARCHAR AS "value", v.service, load_of(n.line) AS load
FROM number n
JOIN service_of v ON v.service_ref = n.service_ref
-- Fewer digits are an extension or a slip, and a row of the same digit stands for none.
WHERE length(n.digits) BETWEEN 10 AND 15 AND length(replace(n.digits, n.digits[-1], '')) > 2
