-- No rows: macros of a load, for its statements about answers. Each gives an outcome, or NULL where there is no answer.
-- Reads: the words and codes that say each outcome (`by_words`, `by_codes`), words that deny something (`denying`), and the outcomes.

-- A text in small letters, without what is neither letter nor digit.
CREATE MACRO plain_words(x) AS trim(regexp_replace(lower(x), '[^a-z0-9]+', ' ', 'g'));

-- The outcome of a text. A number is none; in a longer text a word that denies something leaves it unclear what.
CREATE MACRO answer_in_words(x) AS CASE
    WHEN x IS NULL OR coalesce(isfinite(try_cast(x AS DOUBLE)), false) THEN NULL
    {by_words}
    WHEN regexp_matches(plain_words(x), '\b({denying})\b') THEN '{unclear}' END;

-- The outcome of a boolean, as text.
CREATE MACRO answer_in_boolean(x) AS
    CASE x WHEN 'true' THEN '{yes}' WHEN 'false' THEN '{no}' ELSE CASE WHEN x IS NOT NULL THEN '{unclear}' END END;

-- The outcome of a CodeableConcept (raw JSON): of its text, and the code and the words of each coding, in plain words.
CREATE MACRO answer_in_codes(x) AS CASE
    WHEN x IS NULL THEN NULL
    ELSE list_transform(
      [list_transform(
        list_filter(
          list_concat([json_extract_string(x::JSON, '$.text')],
            json_extract_string(x::JSON, '$.coding[*].code'), json_extract_string(x::JSON, '$.coding[*].display')),
          lambda w: w IS NOT NULL),
        lambda w: plain_words(w))],
      lambda said: CASE {by_codes} ELSE '{unclear}' END)[1] END;
