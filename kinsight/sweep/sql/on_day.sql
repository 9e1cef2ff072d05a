-- One row an indicator that holds for any child on a day: how many children, with how many of them no single service could have seen it,
-- and of how many it began lately. Most children first.
-- Reads: result_spell; the day before which a beginning is no longer new, and twice the day itself (`?`).
SELECT indicator, count(DISTINCT child) AS children, count(DISTINCT child) FILTER (WHERE only_joined) AS only_joined,
       count(DISTINCT child) FILTER (WHERE since > ?) AS new
FROM result_spell
WHERE view = 'joined' AND since <= ? AND coalesce("until", {forever}) > ?
GROUP BY indicator
ORDER BY children DESC, indicator
