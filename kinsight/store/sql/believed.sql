-- One row a version that is no longer believed: `superseded`, the earliest day of that. Versions without a row are still believed.
-- Reads: rows of (version, superseded) such as records.supersession (`supersessions`), several of one version among them.
SELECT version, min(superseded) AS superseded
FROM {supersessions}
GROUP BY version
