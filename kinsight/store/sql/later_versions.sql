-- A window: of a row of records.resource, the later versions of the same resource. Later is what its sender says is later; of two that
-- claim the same moment, the one that reached us later (a sender that says no moment, or the same content read again by a Kinsight that
-- understands more of it).
-- Reads: resource, sequence, load, version.
PARTITION BY resource ORDER BY split_part(sequence, '#', 1), load, sequence, version
ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
