-- One row two records that may be of one person, as they are seen from one of the two (`side`).
-- Reads: alike.
SELECT '{side}' || a.one || '/' || a.other AS uid, a.one || '/' || a.other AS pair, a.near, a.{side}_places AS places, a.{side}_phones AS phones
FROM alike a
