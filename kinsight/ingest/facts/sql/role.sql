-- One row a distinct relationship (`said`, raw JSON of a list) that is known: the strongest role among its codes; where none of them is
-- known, what its words say as a whole.
-- Reads: accepted_RelatedPerson, relationship.
WITH sent AS (
  SELECT DISTINCT as_list(relationship) AS said FROM accepted_RelatedPerson WHERE NOT retracted AND relationship IS NOT NULL
), coded AS (
  SELECT said, json_extract_string(said, '$[*].coding[*].code') AS codes FROM sent
), worded AS (
  SELECT said, codes,
    list_concat(codes, json_extract_string(said, '$[*].coding[*].display'), json_extract_string(said, '$[*].text')) AS words
  FROM coded
), each_word AS (
  SELECT said, unnest(list_concat(
    list_transform(codes, lambda c: '#' || lower(c)), list_transform(words, lambda w: plain_words(w)))) AS word
  FROM worded
)
SELECT said, arg_min(role, strength) AS role
FROM each_word JOIN relationship USING (word)
GROUP BY said
