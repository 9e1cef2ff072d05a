#!/usr/bin/env bash
# Sets up the peers of the benchmark, each in a place of its own under build/peers, with pinned versions. None is ever imported.
# One that cannot be had leaves NAME.failed with the reason, and the report says so. UV, PYTHON: other tools than the usual ones.
set -uo pipefail
cd "$(dirname "$0")/../.."
uv=${UV:-.venv/bin/uv}
python=${PYTHON:-python3}
mkdir -p build/peers

attempt() {  # NAME COMMAND…
  local name=$1
  shift
  rm -f "build/peers/$name.failed"
  if "$@" >"build/peers/$name.log" 2>&1; then
    echo "$name: ready"
  else
    { grep -v '^ *$' "build/peers/$name.log" || echo "no reason was given"; } | tail -n 1 >"build/peers/$name.failed"
    echo "$name: $(cat "build/peers/$name.failed")" >&2
  fi
}

from_python() {  # NAME MODULE
  "$python" -m venv --without-pip "build/peers/$1" &&
    "$uv" pip sync --quiet --require-hashes --python "build/peers/$1/bin/python" "bench/peers/environments/$1.txt" &&
    "build/peers/$1/bin/python" -c "import $2"
}

from_npm() {
  rm -rf build/peers/npm && cp -R bench/peers/npm build/peers/npm &&
    (cd build/peers/npm && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
}

attempt fqm-execution from_npm
attempt fhir4ds from_python fhir4ds fhir4ds
attempt pysof from_python pysof pysof._pysof
attempt sqlonfhir from_python sqlonfhir sqlonfhir
attempt pathling from_python pathling pathling
