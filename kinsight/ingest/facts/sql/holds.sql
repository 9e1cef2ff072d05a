-- An expression: whether a fact `f` is what its code means (`m`): nobody said no, it is not void (unless the codelist names that very
-- status), and the value fits.
coalesce(m.concept IS NOT NULL AND f."on" IS NOT NULL AND f.certainty <> 'refuted'
  AND (m.low IS NULL OR f.number >= m.low) AND (m.high IS NULL OR f.number < m.high)
  AND CASE WHEN m.status = '' THEN NOT f.void ELSE f.state = m.status END, false)
