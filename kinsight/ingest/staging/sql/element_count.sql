-- One row a type and a set of elements that lines of it have, with how many have them. Lines with the same elements are counted together:
-- a feed has few sets of them, and to part every line costs as much as to read it. What is no object has no type, and needs no look of its
-- own: each look parses the line once more.
-- Reads: a file (?) of lines of at most so many bytes (?).
SELECT json_extract_string(json, '$.resourceType') AS kind, json_keys(json) AS names, count(*)
FROM read_ndjson_objects(?, ignore_errors = true, maximum_object_size = ?)
GROUP BY ALL
