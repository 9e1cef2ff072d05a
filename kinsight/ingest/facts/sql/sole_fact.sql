-- One row a resource that states just one fact, with the code of it.
-- Reads: the accepted lines of a type (`accepted`), without those whose facts are laid out (`others`).
SELECT {carried}, s.certainty, s.void, s.place, s."value", s.number, s.sole AS text
FROM {accepted} s {others}
WHERE NOT s.retracted AND s.sole IS NOT NULL
