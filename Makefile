# make run    everything on this machine: install, sample case store, model, local pages
# make test   every test
UV := scripts/uv
RUN := $(UV) run --no-sync
export RASA_TELEMETRY_ENABLED := false

.PHONY: run test check bench train install install-dev
.DEFAULT_GOAL := run

install:
	@echo "→ installing what the assistant needs (about 1.9 GB in .venv; only what changed)"
	@$(UV) sync --frozen --no-dev --inexact

install-dev:
	@echo "→ installing what assistant and tests need (about 2 GB in .venv; only what changed)"
	@$(UV) sync --frozen

run: install
	@$(RUN) python -m bot serve

train: install
	@$(RUN) python -m bot train

test: install-dev
	@$(RUN) python -m bot train
	@$(RUN) pytest -n 2 --dist loadfile --cov --cov-report=term

check: install-dev
	@$(RUN) ruff check .
	@$(RUN) ruff format --check .
	@$(RUN) mypy
	@$(RUN) lint-imports

bench: install-dev
	@$(RUN) python -m bench
