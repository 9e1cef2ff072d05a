-- Services as 1, 2, 3…: 0 is the joined record. Latest name and kind of each. A code of the Organisation Data Service is a reference
-- beside the Organization's own, which is shown.
WITH told AS (
  SELECT service, ref, name, kind, row_number() OVER (PARTITION BY service ORDER BY load, ref, name, kind) AS place
  FROM records.service
), newest AS (
  SELECT service, coalesce(arg_max(ref, place) FILTER (WHERE ref NOT LIKE 'ods:%'), max(ref)) AS ref, arg_max(name, place) FILTER (WHERE name IS NOT NULL) AS name, arg_max(kind, place) AS kind
  FROM told
  GROUP BY service
), named AS (
  SELECT service FROM records.service
  UNION
  SELECT service FROM records.event
)
SELECT CAST(row_number() OVER (ORDER BY s.service) AS INTEGER) AS service_no, s.service, coalesce(n.ref, 'unknown') AS ref, n.name,
       coalesce(n.kind, 'other') AS kind
FROM named s LEFT JOIN newest n ON n.service = s.service
