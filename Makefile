# Eight words: setup, run, test, fuzz, check, bench, docs, lexicon.  GNU make 3.81 (macOS) is enough.
PORT   ?= 8000
DATA   ?= data
PEOPLE ?= 100000

# What is tested again with leadscout.db in PostgreSQL.
BOTH   := tests/store tests/webhooks tests/service/test_idempotency.py tests/service/test_deliveries.py \
	$(addprefix tests/e2e/test_,doors.py errors.py generect.py idempotency.py native.py questor.py several.py)

VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
FIND_PYTHON = for p in python3.13 python3.12 python3.11 python3 python3.14; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then command -v $$p; break; fi; done

.PHONY: setup run test fuzz check bench docs lexicon

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	@python="$$($(FIND_PYTHON))"; \
	if [ -z "$$python" ]; then \
		echo "leadscout needs Python 3.11 or newer: 'sudo apt install python3 python3-venv' or 'brew install python'"; exit 1; fi; \
	"$$python" -m venv $(VENV) || { \
		echo "Python's venv module is missing: 'sudo apt install python3-venv', then 'make' again"; exit 1; }
	@echo "installing leadscout into $(VENV) (once, about a minute)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $(READY)

run: $(READY)
	@$(BIN)/leadscout serve --port $(PORT) --data $(DATA) --people $(PEOPLE)

test: $(READY)
	@$(BIN)/python -m pytest -n 2 --dist worksteal
	@$(BIN)/python -m pytest -n 2 --dist worksteal --store postgresql $(BOTH)

# More random questions to the engines than `make test` asks; LEADSCOUT_TEST_SEED repeats a day's.
fuzz: $(READY)
	@LEADSCOUT_TEST_QUESTIONS=2400 $(BIN)/python -m pytest -n 2 --dist worksteal tests/conformance

check: $(READY)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

bench: $(READY)
	@$(BIN)/python bench/words.py
	@$(BIN)/python bench/suggestions.py
	@$(BIN)/python bench/spelling.py
	@$(BIN)/python bench/run.py

docs: $(READY)
	@$(BIN)/python docs/build.py

# Makes the data of the lexicon anew from open sources; needed only when a source or a rule table has changed.
lexicon: $(READY)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[lexicon]'
	@$(BIN)/python -m tools.lexicon.gazetteer
	@$(BIN)/python -m tools.lexicon.occupations
	@$(BIN)/python -m tools.lexicon.endings
	@$(BIN)/python -m tools.lexicon.train
