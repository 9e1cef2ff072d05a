-- The facts of `telling(event)` with their words: the version believed on the day of the clock, else the last one before.
WITH version AS (
  SELECT e.event, e.ref, e.person, e.concept, e.term, e."on", e."until", e.known, e.certainty, e.value, e.service,
         coalesce(v.superseded, 2000000000) AS superseded,
         row_number() OVER (PARTITION BY e.event, e.concept ORDER BY e.known DESC, coalesce(v.superseded, 2000000000) DESC) AS nth
  FROM records.event e LEFT JOIN believed v USING (version) CROSS JOIN clock
  WHERE e.known <= clock.as_of AND e.concept IS NOT NULL AND e.event IN (SELECT event FROM telling)
), derived_version AS (
  SELECT d.*, row_number() OVER (PARTITION BY d.event ORDER BY d.known DESC) AS nth
  FROM derived d CROSS JOIN clock
  WHERE d.known <= clock.as_of AND d.event IN (SELECT event FROM telling)
)
SELECT v.event, v.ref, v.person, h.ref AS about_ref, w.name AS about, v.concept, v."on", v."until", v.known, v.certainty, v.value,
       n.ref AS service, n.name AS service_name, n.kind AS service_kind, v.superseded <= clock.as_of AS gone
FROM version v
CROSS JOIN clock
LEFT JOIN human h ON h.person = v.person
LEFT JOIN who w ON w.human = h.human
LEFT JOIN service_key k ON k.service = v.service
LEFT JOIN service_no n ON n.service_no = k.service_no
WHERE v.nth = 1
UNION ALL
SELECT d.event, d.ref, d.person, h.ref, w.name, d.concept, d."on", d."until", d.known, 'stated', d.value, 'kinsight', 'From the record itself',
       'kinsight', d.superseded <= clock.as_of
FROM derived_version d CROSS JOIN clock
LEFT JOIN human h ON h.person = d.person
LEFT JOIN who w ON w.human = h.human
WHERE d.nth = 1
