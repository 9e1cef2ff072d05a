-- An expression: the UPRN of an address (`item`), from the UK Core extension that names a property; NULL where none is given.
CASE WHEN item."extension" IS NOT NULL THEN
  nullif(ltrim(regexp_extract(
    list_filter(
      list_filter(item."extension", lambda e: ends_with(e."url", 'Extension-UKCore-AddressKey')
        AND len(list_filter(e."extension", lambda p: p."url" = 'type' AND p."valueCoding".code = 'UPRN')) > 0)[1]."extension",
      lambda p: p."url" = 'value')[1]."valueString",
    '^ *([0-9]{1,12}) *$', 1), '0'), '') END
