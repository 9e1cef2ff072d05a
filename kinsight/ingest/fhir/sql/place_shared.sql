-- An expression: what makes two addresses one place.
-- Reads: the parts of an address (place_parts.sql); whether there is a whole postcode (`postcode`).
CASE
  WHEN uprn IS NOT NULL THEN 'uprn|' || uprn
  WHEN {postcode} THEN concat(post, '|', said_words)
  ELSE concat(post, '|', all_words) END
