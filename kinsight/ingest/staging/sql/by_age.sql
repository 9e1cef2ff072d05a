-- One row a line that says at which age something began, of a person whose birth is known: the day on which they were that old.
-- Reads: accepted_TYPE (`type`), who.
SELECT s.line,
  s.age_days + ((DATE '1970-01-01' + w.born + to_months(s.age_months))::DATE - DATE '1970-01-01')::INTEGER AS began
FROM accepted_{type} s JOIN who w USING (about)
WHERE s.age_months IS NOT NULL AND w.born IS NOT NULL
