-- One row an address, with what the key of its place is made of beside it, each worked out once.
-- Reads: addresses as they were sent (`addresses`, `item` in each); the words of a text (`said_words`, `town_words`), the UPRN of an
-- address.
SELECT *, trim(concat(said_words, ' ', town_words)) AS all_words
FROM (
  SELECT *, {said_words} AS said_words, {town_words} AS town_words,
    upper(replace(coalesce(item."postalCode", ''), ' ', '')) AS post, {uprn} AS uprn
  FROM (
    SELECT *, coalesce(nullif(lines, ''), item."text", '') AS said
    FROM (SELECT *, array_to_string(coalesce(item.line, []), ', ') AS lines FROM ({addresses}))
  )
)
