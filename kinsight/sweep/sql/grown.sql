-- One row a child in the results who was one on day `before` and is none any more on day `now`: 18, or long after the expected day
-- (identity/sql/child_record.sql).
-- Reads: result_child; the days of childhood and those of waiting after the expected day (`childhood`, `after_expected`).
SELECT child
FROM result_child
WHERE (born + {childhood} > {before} AND born + {childhood} <= {now})
   OR (born IS NULL AND expected + {after_expected} > {before} AND expected + {after_expected} <= {now})
