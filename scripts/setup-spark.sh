#!/usr/bin/env bash
# What the tests of Spark need beside the rest: pyspark, some 400 MB, and Java. Who only looks at Kinsight needs neither.
set -euo pipefail
cd "$(dirname "$0")/.."

# It comes as source, and what builds it is pinned in requirements.txt.
.venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --require-hashes -r requirements-spark.txt

# The machine's own Java, else Debian's package.
if ! command -v java >/dev/null; then
  if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends default-jre-headless >/dev/null
  else
    echo "No Java: the tests of Spark will say so and fail" >&2
  fi
fi
