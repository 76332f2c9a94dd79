# `make serve` and `make test` set up everything they need; a second call does no work twice.
PYTHON ?= python3.11
PORT ?= 8000
HOST ?= 127.0.0.1
BIN := .venv/bin
READY := .venv/.ready
SITE := site/index.html
# Node comes with the environment: nothing but Python and make need be there.
export PATH := $(CURDIR)/$(BIN):$(PATH)
# The compiler that checks the types of the browser's engine.
TYPES := tests/engine/node_modules/.package-lock.json
# Every file that the site or the index is made from, the program's own included.
PAGES := $(shell find docs theme mkdocs*.yml src/hdh_faq -type f -not -path '*/__pycache__/*')

# A file of tests stays on one core, with what it has set up; tests/conftest.py says which comes first. One thread in
# each worker, as in the program itself: more would wait for one another. What Python compiles is kept.
EVERY_CORE := -n auto --dist loadscope --no-loadscope-reorder
test quick: export OMP_NUM_THREADS := 1
unexport PYTHONDONTWRITEBYTECODE
SLOW := $(addprefix tests/,browser content engine measuring quality training site/test_build.py $(addprefix test_,cli.py \
	embedding.py folders.py guard.py hostile.py packaged.py reload.py store.py))

.PHONY: serve test quick setup build check bench quality tune golden mutants lint lock release train clean
.DELETE_ON_ERROR:

serve: $(SITE)
	$(BIN)/hdh-faq serve --host $(HOST) --port $(PORT)

test: setup lint $(SITE) $(TYPES)
	$(BIN)/python scripts/chromium.py
	$(BIN)/python -m pytest $(EVERY_CORE)

# While working: no browser and not its engine, no process killed or attacked, no site built twice, no torch.
quick: setup $(SITE) $(TYPES)
	$(BIN)/python -m pytest $(EVERY_CORE) $(SLOW:%=--ignore=%)

setup: $(READY)

build: $(SITE)

check: $(SITE)
	$(BIN)/hdh-faq check

bench: $(SITE)
	$(BIN)/python -m evaluation.speed
	$(BIN)/python -m evaluation.load clients
	$(BIN)/python -m evaluation.browser

# Measures the answers on the frozen questions and rewrites the figures of docs/*/qualite.md.
quality: $(SITE)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --editable '.[rivals]'
	npm ci --silent --prefix evaluation/rivals
	$(BIN)/python -m evaluation.quality

# Fits the weights and probabilities of src/hdh_faq/data/ranking.json to the calibration questions.
tune: $(SITE)
	$(BIN)/python -m evaluation.tune
	$(BIN)/hdh-faq pin

# Writes the golden answers anew, when answers moved and this is meant; prints what moved.
golden: $(SITE)
	$(BIN)/python scripts/golden.py

# Changes one deciding number at a time in a copy, and sees whether the tests notice.
mutants: $(SITE)
	$(BIN)/python scripts/mutants.py

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lock: $(READY)
	$(BIN)/python scripts/lock.py

# Everything that is published, in dist/: the same bytes from the same commit. HDH_FAQ_PUBLIC_URL goes into the pages.
release: $(READY)
	$(BIN)/python scripts/release.py

# Makes the embedding model anew: `make train DATA=folder DOSSIER=folder`. See training/README.md.
train: export TRAINING_DATA := $(or $(DATA),$(TRAINING_DATA))
train: export HF_HUB_OFFLINE := 1
train: export PYTHONPATH := .
train: $(SITE)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --editable '.[train]'
	$(BIN)/python training/prepare.py
	$(BIN)/python training/static.py --out .cache/training/static
	$(BIN)/python training/finetune.py --start .cache/training/static --out .cache/training/model $(DOSSIER:%=--dossier "%")
	$(BIN)/python training/measure.py .cache/training/static .cache/training/model

clean:
	rm -rf .venv site dist .cache
	find index -mindepth 1 ! -name README.md -delete

# The lock holds every version and hash, so pip resolves nothing. Torch's CPU build is taken wherever pip finds one:
# it must be asked for by name, since pip prefers a file whose index states its hash. The CUDA libraries, which only a
# CUDA build wants, are in a file of their own.
# Of what is installed a small part is ever imported: Python compiles that when it is, which takes half the time.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-compile
$(READY): requirements.lock requirements-cpu.lock requirements-cuda.lock pyproject.toml
	test -d .venv || $(PYTHON) -m venv .venv
	$(INSTALL) --require-hashes -r requirements-cpu.lock 2>/dev/null || true
	$(INSTALL) --require-hashes -r requirements.lock
	$(BIN)/python scripts/needs_cuda.py || $(INSTALL) --require-hashes -r requirements-cuda.lock
	$(INSTALL) --no-build-isolation --editable .
	touch $@

$(TYPES): tests/engine/package-lock.json
	npm ci --silent --prefix tests/engine
	touch $@

$(SITE): $(READY) $(PAGES)
	$(BIN)/hdh-faq build
	touch $@
