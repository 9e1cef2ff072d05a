# The two commands a newcomer needs: make demo, make test. Everything else is here for those who build.
PORT ?= 8000
PY := .venv/bin/python
READY := .venv/.ready
# For the tests alone: see scripts/setup-spark.sh.
SPARK := .venv/.spark

.PHONY: demo test test-deep faults setup run warm check standards bench bench-users bench-peers bench-full clean

demo: $(READY)
	.venv/bin/kinsight demo --port $(PORT)

run: $(READY)
	KINSIGHT_DEMONSTRATION=1 .venv/bin/kinsight serve --local --workspace demo/workspace --port $(PORT) --as-of 2026-11-01

setup: $(READY)

$(READY): requirements.txt pyproject.toml package-lock.json tests/outside/cql/package-lock.json
	bash scripts/setup.sh
	touch $(READY)

$(SPARK): $(READY) requirements-spark.txt
	bash scripts/setup-spark.sh
	touch $(SPARK)

check: $(READY)
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/kinsight knowledge check

# What the sources of the engine compile to now, once, rather than in every process that runs tests.
warm: $(READY)
	.venv/bin/kinsight engine warm

test: $(SPARK) check warm
	$(PY) -m pytest -n 2 --dist loadgroup -m "not deep"

# Random examples of each generative test; more is better where there is time.
EXAMPLES ?= 1000

test-deep: $(SPARK) warm
	KINSIGHT_EXAMPLES=$(EXAMPLES) $(PY) -m pytest -n 2 --dist loadgroup

# kill -9 at a hundred random moments, power cuts, a full disk, damaged files, a restore drill; after each, nothing lost or doubled. Prints a tally.
faults: $(READY)
	$(PY) -m tests.faults

# Every rule in the words of others: CQL, the ELM that the reference translator makes of it, and FHIR that carries both.
standards: $(READY)
	.venv/bin/kinsight knowledge export --format cql --out build/standards/cql
	node tests/outside/cql/translate.mjs build/standards/cql
	.venv/bin/kinsight knowledge export --format fhir --elm build/standards/cql --out build/standards/fhir

# Measures and writes docs/performance.md; the peers that bench-peers has set up are measured too, the others named as missing.
bench: $(READY)
	$(PY) -m bench

# Fifty people at once, then two hundred, on a demonstration of its own: how long a page takes, and whether anyone gets an error.
bench-users: $(READY)
	$(PY) -m bench.users build/users

bench-peers: $(READY)
	bash bench/peers/setup.sh

bench-full: $(READY) bench-peers
	$(PY) -m bench.full

clean:
	rm -rf .venv node_modules tests/outside/cql/node_modules build demo .pytest_cache .mypy_cache .ruff_cache .hypothesis
