-- One row a key under which a service is recorded, with the number of the service: 1, 2, 3…, and 0 is the joined record. Keys that go by
-- the same code are one service, whichever server or code named it.
-- Reads: records.service, records.event, service_code.
WITH first_of AS (
  SELECT code, service AS home
  FROM (SELECT code, service, row_number() OVER (PARTITION BY code ORDER BY since, service) AS nth FROM service_code) AS ranked
  WHERE nth = 1
), named AS (
  SELECT service FROM records.service
  UNION
  SELECT service FROM records.event
)
SELECT n.service, CAST(dense_rank() OVER (ORDER BY coalesce(f.home, n.service)) AS INTEGER) AS service_no
FROM named n
LEFT JOIN service_code c ON c.service = n.service
LEFT JOIN first_of f ON f.code = c.code
