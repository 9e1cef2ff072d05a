-- One row a version that the records hold of a resource that came again. It is looked for by the name of the type too, because files of
-- other types can then be left unread.
-- Reads: records.resource, stage_TYPE (`type`); what comes after every reference of the type (`after`).
SELECT resource, version, known, sequence, load
FROM records.resource
WHERE ref >= '{type}/' AND ref < '{after}' AND resource IN (SELECT resource FROM stage_{type})
