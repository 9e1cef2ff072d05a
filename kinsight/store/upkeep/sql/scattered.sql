-- An expression: whether facts of the version `r` may lie in more than one clustered part. Such a part has rows of every load, and what no
-- concept names lies apart from the rest (`compact`): a version of which only that is left may have had more. Of what was recorded on the
-- site (`site`, a file) it is known that each has two rows, the fact and its author.
-- Reads: records.resource as `r`, records.event, records.load.
r.version NOT IN (SELECT version FROM records.event WHERE concept IS NOT NULL)
OR (r.load IN (SELECT load FROM records.load WHERE file = '{site}')
    AND (SELECT count(*) FROM records.event e WHERE e.version = r.version) < 2)
