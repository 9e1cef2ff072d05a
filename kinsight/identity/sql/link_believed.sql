-- One row, each way, a link that joins: `one`, `other`.
-- Reads: link_stated, link_apart.
SELECT one, other FROM link_stated EXCEPT SELECT one, other FROM link_apart
