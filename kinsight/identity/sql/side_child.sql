-- One row a pair, as it is seen from the child: family names and phone numbers of the child and of its parents and carers, its birth and
-- since when it is there; `near`: the likeness of the nearest of these names to the other's, 0 to 1; and what is said of the pair.
-- Reads: pair, says, tied_now; the day (`as_of`).
WITH household AS (
  SELECT p.child, p.child AS human FROM pair p
  UNION
  SELECT p.child, t.person FROM pair p JOIN tied_now t ON t.child = p.child AND t.role IN ('mother', 'father', 'carer')
), together AS (
  SELECT h.child, coalesce(list(DISTINCT s.family) FILTER (WHERE s.family IS NOT NULL), []) AS family,
         list_distinct(flatten(list(s.phones))) AS phones
  FROM household h JOIN says s ON s.human = h.human
  GROUP BY h.child
)
SELECT 'c' || p.child || '/' || p.person AS uid, p.child || '/' || p.person AS pair, t.family, t.phones, p.child_born AS born,
       p.child_came AS came, {as_of} AS day,
       list_max(list_transform(t.family, lambda one: jaro_winkler_similarity(one, s.family))) AS near,
       p.contact, p.own_family, p.others, p.elsewhere
FROM pair p
JOIN together t ON t.child = p.child
JOIN says s ON s.human = p.person
