-- An expression: whether an address is no place that anybody could share: it says that somebody has no home, or is where many stay who do
-- not know each other, or says too little.
-- Reads: the parts of an address (place_parts.sql); the words that say so (`passing_uses` to `begins`), a whole postcode (`postcode`).
(coalesce(item."use" IN ({passing_uses}), false)
  OR coalesce(item."type" IN ({not_lived_at}), false)
  OR starts_with(post, '{pseudo_postcode}')
  OR all_words IN ({is_none})
  OR regexp_matches(all_words, '(^| )({says_none})( |$)')
  -- Seldom: then each line is asked by itself.
  OR (regexp_matches(all_words, '(^| )({stays_in}|{begins})( |$)') AND len(list_filter(string_split(said, ','),
    lambda part: regexp_matches({words}, '(^| )({stays_in})$|^({begins}) '))) > 0)
  -- A postcode or a town alone, or a street without either, say too little.
  OR (uprn IS NULL AND (said_words = '' OR said_words = town_words
    OR NOT {postcode} AND item.city IS NULL AND item."text" IS NULL AND NOT contains(lines, ','))))
