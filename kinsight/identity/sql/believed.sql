-- When each version stopped being believed; versions without a row are still believed.
SELECT version, min(superseded) AS superseded
FROM records.supersession
GROUP BY version
