-- An expression: of the names of a person (`names`), the one by which they are called.
coalesce(
  list_filter(names, lambda n: n."use" = 'official')[1],
  list_filter(names, lambda n: n."use" = 'usual')[1],
  list_filter(names, lambda n: coalesce(n."use", '') NOT IN ('old', 'maiden', 'anonymous'))[1],
  names[1])
