-- One row a version of a resource of which some version is lost, where the sender does not say which is later and the load does: all of
-- them are read again then, in their order.
-- Reads: records.resource, lost.
SELECT r.version, r.resource
FROM records.resource r
WHERE r.version NOT IN (SELECT version FROM lost) AND r.resource IN (
  SELECT resource
  FROM records.resource SEMI JOIN lost USING (resource)
  GROUP BY resource
  HAVING count(*) > count(DISTINCT split_part(sequence, '#', 1)) OR bool_or(contains(sequence, '#'))
)
