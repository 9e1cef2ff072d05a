-- No rows: macros of a connection, for the statements of all rooms. Their twins: `key` of kinsight/store/keys.py, and for Spark
-- engine/spark/spark_sql.py.
-- Reads: nothing.
CREATE OR REPLACE TEMP MACRO key_of(x) AS {key};
CREATE OR REPLACE TEMP MACRO iso_day(x) AS (try_cast(x AS DATE) - DATE '1970-01-01')::INTEGER;
CREATE OR REPLACE TEMP MACRO day_words(x) AS strftime(DATE '1970-01-01' + x, '%-d %B %Y')
