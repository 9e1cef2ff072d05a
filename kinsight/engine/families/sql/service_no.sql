-- One row a service: its number, the reference by which it is shown (the first Organization's; a code only where none came), and the newest
-- name and kind of that Organization; where it has none, of another that is the same service.
-- Reads: records.service, service_key.
WITH numbered_name AS (
  SELECT k.service_no, s.ref, s.name, s.kind,
         row_number() OVER (PARTITION BY k.service_no ORDER BY s.load, s.ref, s.name, s.kind) AS place,
         row_number() OVER (PARTITION BY k.service_no ORDER BY CASE WHEN s.ref LIKE 'ods:%' THEN 1 ELSE 0 END, s.load, s.ref) AS nth
  FROM records.service s JOIN service_key k ON k.service = s.service
), shown AS (
  SELECT service_no, ref FROM numbered_name WHERE nth = 1
), newest AS (
  SELECT t.service_no,
         coalesce(arg_max(t.name, t.place) FILTER (WHERE t.name IS NOT NULL AND t.ref = s.ref),
                  arg_max(t.name, t.place) FILTER (WHERE t.name IS NOT NULL)) AS name,
         coalesce(nullif(arg_max(t.kind, t.place) FILTER (WHERE t.ref = s.ref), 'other'),
                  arg_max(t.kind, t.place) FILTER (WHERE t.ref <> s.ref AND t.kind <> 'other'), 'other') AS kind
  FROM numbered_name t JOIN shown s ON s.service_no = t.service_no
  GROUP BY t.service_no
)
SELECT n.service_no, coalesce(s.ref, 'unknown') AS ref, w.name, coalesce(w.kind, 'other') AS kind
FROM (SELECT DISTINCT service_no FROM service_key) n
LEFT JOIN shown s ON s.service_no = n.service_no
LEFT JOIN newest w ON w.service_no = n.service_no
