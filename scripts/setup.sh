#!/usr/bin/env bash
# Sets up everything on a bare Debian machine with Python 3.11, pip and npm: one .venv, the NHS front end, a browser for tests.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed" >&2; exit 1; }

[ -x .venv/bin/python ] || "$python" -m venv .venv
# uv's own pin, with its hash, is in requirements.txt: pip checks every hash of that file and installs it alone first.
grep -A 40 '^uv==' requirements.txt | awk 'NR>1 && /^[a-z]/ {exit} {print}' > .venv/uv.txt
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.txt
.venv/bin/uv pip sync --quiet --python .venv/bin/python requirements.txt
# What builds the project is pinned above: nothing more is fetched.
.venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
# Compiled once, here, so that nobody waits for it later; it says so, and how long it takes.
.venv/bin/kinsight engine warm

npm ci --no-audit --no-fund --loglevel=error
# Other people's tools that judge the exported rules: for tests alone, so in a place of their own.
(cd tests/outside/cql && npm ci --no-audit --no-fund --loglevel=error)

# A browser for the tests: the machine's own, else Debian's package, else the one Playwright can fetch.
if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null && ! command -v google-chrome >/dev/null; then
  if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
  else
    .venv/bin/python -m playwright install chromium || echo "No browser: the browser tests will say so and fail" >&2
  fi
fi
