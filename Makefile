# The only commands a newcomer needs. Debian 12, root: `make demo` runs the main job, `make test` proves it.

SCRATCH ?= .build
STRICT := GROUNDUP_STRICT=1
# Tests that start whole servers and archives of tools; they are run by themselves, so that nothing else waits for them.
TOOL_TESTS := ^(Applications|BackupForms|BackupRun|Barman|Borg|Btrfs|ClusterRestore|CommandTemplate|Duplicity|Etcd|MariaDBBackup|PgBackRest|PointJudging|QemuImage|Rclone|RdiffBackup|Restic|SambaBackup|Tree)Tests\.
SWIFT_FLAGS := --scratch-path $(SCRATCH) --explicit-target-dependency-import-check error

.PHONY: help setup build test unit end-to-end lint demo bench soak fuzz clean

help:
	@echo 'make demo   raise the lab, discover, assess, back up, destroy, plan, approve, restore, compare'
	@echo 'make test   format, strict build, unit, contract, architecture and end-to-end tests'
	@echo 'make bench  measure; results belong in Benchmarks/README.md'
	@echo 'make soak   the long campaigns: restores that are killed again and again'
	@echo 'make fuzz   the parsers against damaged and hostile input'

setup:
	@Lab/setup

build: setup
	swift build -c release --product groundup --scratch-path $(SCRATCH)

lint: setup
	swift format lint --strict --recursive --parallel --configuration .swift-format \
	  Package.swift Core Contracts Formats Recipes Adapters Orchestration Interfaces TestKit Tests Benchmarks
	Tests/Architecture/check.py
	find . -name '*.sh' -not -path './.build*' -not -path './Output/*' -print0 | xargs -0 shellcheck
	/usr/bin/python3 -m unittest discover -q -s Recipes/Tests
	/usr/bin/python3 -m unittest discover -q -s Lab/tests

unit: setup
	$(STRICT) swift build --build-tests $(SWIFT_FLAGS)
	$(STRICT) swift test --skip-build $(SWIFT_FLAGS) --skip '$(TOOL_TESTS)'
	$(STRICT) swift test --skip-build $(SWIFT_FLAGS) --filter '$(TOOL_TESTS)'
	set -e; for body in Adapters/Engines/*/Tests/restore-paths-test.sh; do unshare --mount sh $$body; done

end-to-end: unit
	$(STRICT) Tests/EndToEnd/run --groundup $(SCRATCH)/debug/groundup \
	  --target-tests 'swift test --skip-build $(SWIFT_FLAGS) --filter TargetStepTests'

test: lint unit end-to-end

demo: build
	Lab/demo --groundup $(SCRATCH)/release/groundup

bench: build
	swift build -c release --product groundup-bench --scratch-path $(SCRATCH)
	Benchmarks/run --groundup $(SCRATCH)/release/groundup --scratch $(SCRATCH)

soak: build
	swift build --build-tests $(SWIFT_FLAGS)
	GROUNDUP_OUTPUT_BYTES=10000000000 Tests/EndToEnd/run --groundup $(SCRATCH)/release/groundup --soak \
	  --target-tests 'swift test --skip-build $(SWIFT_FLAGS) --filter TargetStepTests'
	Recipes/Tests/bootstraps.py --groundup $(SCRATCH)/release/groundup
	test -x $(SCRATCH)/airflow/bin/airflow || { python3 -m venv $(SCRATCH)/airflow && \
	  $(SCRATCH)/airflow/bin/pip install --quiet apache-airflow; }
	GROUNDUP_AIRFLOW=$(abspath $(SCRATCH)/airflow) GROUNDUP_KILLS=1000 GROUNDUP_OUTPUT_BYTES=10000000000 \
	  swift test $(SWIFT_FLAGS) --filter 'RealAirflow|KillTests|ScarceStepTests'

fuzz: unit
	GROUNDUP_FUZZ_SECONDS=600 $(STRICT) swift test --skip-build $(SWIFT_FLAGS) --filter Fuzz

clean:
	-Lab/lab clean
	rm -rf $(SCRATCH) Output
