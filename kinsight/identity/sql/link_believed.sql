-- The links that join: a row each way.
SELECT one, other FROM link_stated EXCEPT SELECT one, other FROM link_apart
