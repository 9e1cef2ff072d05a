-- One row an address of a person who came, in the columns of records.address. The place of whoever is restricted is theirs alone.
-- Reads: the addresses sent with what a place is made of (`sent`), service_of; the key of a place (`place`), and of one that must be
-- nobody else's (`place_alone`).
SELECT person, version, a.known, CASE WHEN restricted THEN {place_alone} ELSE {place} END AS place,
  nullif(concat_ws(', ', nullif(a.said, ''), CASE WHEN a.lines <> '' THEN a.item.city END), '') AS line, a.item."postalCode" AS postcode,
  day_of(a.item.period."start") AS "from",
  coalesce(end_of(a.item.period."end"), CASE WHEN a.item."use" = 'old' THEN a.known END) AS "until",
  v.service, a.load
FROM {sent} a
JOIN service_of v ON v.service_ref = a.service_ref
WHERE coalesce(a.item."use", '') <> 'billing' AND (a.said <> '' OR coalesce(a.item."postalCode", a.item.city) IS NOT NULL)
