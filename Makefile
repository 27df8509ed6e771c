# Eleven words: setup, run, test, fuzz, load, chaos, check, bench, bench-full, docs, lexicon.  GNU make 3.81 (macOS) is enough.
PORT   ?= 8000
DATA   ?= data
PEOPLE ?= 15000

# What is tested again with people and callers in PostgreSQL.
BOTH   := tests/store tests/cli/test_move.py $(addprefix tests/service/test_,asking.py deliveries.py flaky.py idempotency.py saved.py suppressions.py undoing.py worker.py) \
	$(addprefix tests/e2e/test_,doors.py idempotency.py imports.py kills.py machines.py several.py) \
	$(addprefix --deselect tests/service/test_undoing.py::test_what_is_undone_,last_was_never_there first_leaves_what_the_other_told) \
	--deselect tests/e2e/test_imports.py::test_memory_stays_flat

# What is tested with the index in OpenSearch, and people and callers in PostgreSQL.
PAIR   := tests/cluster tests/conformance/test_engines.py $(addprefix tests/e2e/test_,generect.py native.py pronto.py questor.py) \
	$(addprefix --deselect tests/e2e/test_questor.py::test_,the_tutorial_s_loop_gets_everybody_at_default_settings a_killed_worker_loses_nothing_and_finds_nobody_twice)

# What takes most of the time, and is left to CI and to whoever works on it: it starts servers, sources, programs and
# browsers of its own for single tests (decision 60).
LONG   := tests/page tests/agents tests/emulator tests/dialects/test_same_people.py $(addprefix tests/e2e/,live $(addprefix test_,schema.py restore.py backup.py reindex.py several.py machines.py generect_jobs.py kills.py)) \
	$(addprefix tests/conformance/test_,bite.py changes.py companies.py facets.py) $(addprefix tests/sources/test_,parts.py vendors.py) \
	$(addprefix tests/test_,guides.py install.py) $(addprefix tests/cli/test_,doctor.py imports.py move.py) $(addprefix tests/service/test_,agreement.py fairness.py) tests/engines/test_generations.py

# What draws its cases.
DRAWN  := tests/conformance tests/e2e/test_schema.py tests/salesnav tests/sources/test_parts.py tests/plan/test_keywords.py \
	$(addprefix tests/lexicon/test_,properties.py text.py tokens.py) $(addprefix tests/service/test_,flaky.py people.py recognition.py) tests/store/test_money.py tests/engines/test_bitmap.py

# Three at once on two cores: where servers, sources and workers answer, most of a test's time is waiting.
AT_ONCE ?= 3
PYTEST  = $(BIN)/python -m pytest -n $(AT_ONCE) --dist worksteal

VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
FIND_PYTHON = for p in python3.13 python3.12 python3.11 python3 python3.14; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then command -v $$p; break; fi; done

# Each process would compile the code again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup run test fuzz load chaos check bench bench-full docs lexicon

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	@python="$$($(FIND_PYTHON))"; \
	if [ -z "$$python" ]; then \
		echo "leadscout needs Python 3.11 or newer: 'sudo apt install python3 python3-venv' or 'brew install python'"; exit 1; fi; \
	"$$python" -m venv $(VENV) || { \
		echo "Python's venv module is missing: 'sudo apt install python3-venv', then 'make' again"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade -c constraints.txt pip setuptools
	@echo "installing leadscout into $(VENV) (once, about a minute)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@# By itself: it wants an older typer for its command line, which no test uses.
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps openapi-python-client==0.29.1
	@touch $(READY)

run: $(READY)
	@$(BIN)/leadscout serve --port $(PORT) --data $(DATA) --people $(PEOPLE)

# What a developer types; with LEADSCOUT_TEST_ALL=1, as CI has it, everything.
test: $(READY)
ifdef LEADSCOUT_TEST_ALL
	@$(PYTEST)
	@$(PYTEST) --store postgresql $(BOTH)
	@$(PYTEST) --store postgresql --engine opensearch $(PAIR)
else
	@$(PYTEST) $(addprefix --ignore ,$(LONG))
	@echo "*** left out: $(LONG); PostgreSQL and OpenSearch. LEADSCOUT_TEST_ALL=1 make test runs them, as CI does ***"
endif

# What draws its cases, in full (tests/sizes.py): ten times as many as `make test` tries; LEADSCOUT_TEST_SEED repeats a day's.
fuzz: $(READY)
	@LEADSCOUT_TEST_FULL=1 $(PYTEST) $(DRAWN)
	@LEADSCOUT_TEST_FULL=1 $(PYTEST) --engine opensearch tests/conformance/test_engines.py tests/cluster/test_agreement.py

# How long others wait while one account floods the server, and half an hour at half of what it can answer; the figures
# stand in docs/reference/reliability.md.
load: $(READY)
	@$(BIN)/python bench/fairness.py
	@$(BIN)/python bench/soak.py

# How long others wait for what one account has waiting; kills, repeated creates, calls that lead inside, a drill of a
# restore, a cluster whose manager is killed (figures: docs/reference/scale.md). Figures as above; KILLS and ROUNDS for
# each store, PEOPLE for the drill.
KILLS  ?= 200
ROUNDS ?= 5
chaos: $(READY)
	@$(BIN)/python bench/chaos.py
	@$(BIN)/python bench/ssrf.py
	@$(BIN)/python bench/idempotency.py 2000
	@$(BIN)/python bench/killing.py $(KILLS) $(ROUNDS) sqlite
	@$(BIN)/python bench/killing.py $(KILLS) $(ROUNDS) postgresql
	@$(BIN)/python bench/restore.py $(PEOPLE)
	@$(BIN)/python bench/failover.py

check: $(READY)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/python -m tools.release.audit

bench: $(READY)
	@$(BIN)/python bench/words.py
	@$(BIN)/python bench/titles.py 4000
	@$(BIN)/python bench/addresses.py
	@$(BIN)/python bench/suggestions.py
	@$(BIN)/python bench/spelling.py
	@$(BIN)/python bench/engines.py
	@$(BIN)/python bench/parts.py
	@$(BIN)/python bench/page.py
	@$(BIN)/python bench/path.py 20000
	@$(BIN)/python bench/run.py

# The goals of docs/reference/performance.md, an hour and a half: a million and five million people, servers of both
# embedded engines, answers beside an import.
bench-full: $(READY)
	@$(BIN)/python bench/goals.py
	@$(BIN)/python bench/path.py
	@$(BIN)/python bench/busy.py
	@$(BIN)/python bench/imports.py

docs: $(READY)
	@$(BIN)/python docs/build.py

# Makes the data of the lexicon anew from open sources; needed only when a source or a rule table has changed.
lexicon: $(READY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[lexicon]'
	@$(BIN)/python -m tools.lexicon.gazetteer
	@$(BIN)/python -m tools.lexicon.occupations
	@$(BIN)/python -m tools.lexicon.endings
	@$(BIN)/python -m tools.lexicon.train
