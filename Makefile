# `make help` lists the targets.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
ARCHES ?= $(shell go env GOARCH)
# The tag that docker-compose.yml asks for, unless .env says another.
GOUJI_VERSION ?= 0.1.0
IMAGE ?= gouji/gouji:$(GOUJI_VERSION)
# COMPOSE may be `docker compose` or `docker-compose`.
COMPOSE ?= $(shell docker compose version >/dev/null 2>&1 && echo docker compose || echo docker-compose)
TOOLS := bin/tools
FUZZTIME ?= 10s
REPORTS ?= 100000
FUZZPKGS ?= ./...
LDFLAGS := -s -w -X main.version=$(VERSION)

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: ## build bin/gouji, static
	CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o bin/gouji ./cmd/gouji

.PHONY: test
test: ## run all tests of the product, and of the laboratory
	go test ./...
	cd lab && go test ./...

.PHONY: race
race: ## run all tests with the race detector
	go test -race ./...
	cd lab && go test -race ./...

.PHONY: lint
lint: vet tools ## gofmt, go vet, staticcheck (no check is switched off), govulncheck
	$(TOOLS)/staticcheck ./...
	cd lab && ../$(TOOLS)/staticcheck ./...
	scripts/vuln.sh $(TOOLS)/govulncheck

# The tools are requirements of the laboratory, so that who imports gouji gets none of them.
.PHONY: tools
tools: ## build staticcheck and govulncheck into bin/tools
	cd lab && GOBIN=$(CURDIR)/$(TOOLS) go install tool

.PHONY: systems
systems: ## build for the other systems that gouji runs on
	for system in windows darwin; do \
	  GOOS=$$system go build ./... && (cd lab && GOOS=$$system go build ./...) || exit 1; \
	done

.PHONY: vet
vet: ## gofmt and go vet
	@files=$$(gofmt -l $$(git ls-files --cached --others --exclude-standard '*.go')); \
	  if [ -n "$$files" ]; then echo "gofmt would change:"; echo "$$files"; exit 1; fi
	go vet ./...
	cd lab && go vet ./...

.PHONY: fuzz
fuzz: ## run every fuzz target of FUZZPKGS (./...) for FUZZTIME (10s)
	scripts/fuzz.sh $(FUZZTIME) $(FUZZPKGS)

.PHONY: chaos
chaos: ## kill, stop, cut off and poison a running system; hours at full size
	cd lab && go run ./chaos/cmd/chaos

.PHONY: conversions
conversions: build ## convert reports by LibreOffice, Chromium, pandoc, poppler; a table of what is read
	go run ./scripts/conversions -gouji bin/gouji

.PHONY: postgres-test
postgres-test: ## run the store's tests against a PostgreSQL of its own too
	scripts/postgres-test.sh -count=1 ./stages/publish/sqlstore

.PHONY: pages-bench
pages-bench: ## the office's pages over REPORTS (100000) reports, in SQLite and in PostgreSQL
	GOUJI_BENCH_REPORTS=$(REPORTS) go test -timeout 2h -run '^$$' -bench Pages -benchtime 20x ./internal/office
	GOUJI_BENCH_REPORTS=$(REPORTS) scripts/postgres-test.sh -timeout 2h -run '^$$' -bench Pages -benchtime 20x ./internal/office

.PHONY: browser
browser: ## walk through the viewer's pages in Chromium, every link there and back
	scripts/browser.sh

# What runs in `cd lab && go test ./chaos` is not in the list; a test sees to it that all scenarios are
# in one of both.
CHAOS_SHORT := hostile,slow-uploads,crash-points,rolling-upgrade,restore,broken-builds,canaries,poison,huge,kill-all,kill-leader,kill-up,two-ups,versions,lost,kill-postgres,stop-workers,stop-servers,partition,slow-links,disk-full,disk-nearly-full,power-cut,power-cut-control,bit-flips
.PHONY: chaos-short
chaos-short: ## the short form of what is not in the tests: five minutes on two cores
	cd lab && go run ./chaos/cmd/chaos -short -quiet -scenario hostile # alone: its files have so many seconds, which builds beside it take away
	cd lab && go run ./chaos/cmd/chaos -short -quiet -parallel 3 -scenario $(CHAOS_SHORT:hostile,%=%)

.PHONY: full
full: ## the long forms of the tests: 2,000 round trips, 25,000 traps, every fault
	GOUJI_FULL=1 go test -timeout 90m ./cmd/gouji ./internal/check
	cd lab && GOUJI_FULL=1 go test -timeout 90m ./chaos

.PHONY: bench
bench: build ## measure packages, then reports a second on one core
	go test -run '^$$' -bench . -benchmem ./...
	bin/gouji bench parse

.PHONY: demo
demo: build ## submit generated reports to a pipeline in one process, list the results, end
	bin/gouji up --demo --once --data "$$(mktemp -d)" --nats-listen 127.0.0.1:0 --http 127.0.0.1:0 --admin 127.0.0.1:0

.PHONY: generate-docs
generate-docs: ## write the rules pages in docs from the rule book
	go generate ./...

.PHONY: notice
notice: ## write NOTICE: the licences of everything that is linked
	go run ./scripts/notice > NOTICE.new
	mv NOTICE.new NOTICE

.PHONY: binaries
binaries: ## build bin/linux_ARCH/gouji for each of ARCHES
	mkdir -p bin/data
	for arch in $(ARCHES); do \
	  CGO_ENABLED=0 GOOS=linux GOARCH=$$arch go build -trimpath -ldflags '$(LDFLAGS)' -o bin/linux_$$arch/gouji ./cmd/gouji; \
	done

# Not among `tools`: both take minutes to build, and only a release needs them. The newest
# goreleaser that the Go of go.mod builds.
GORELEASER ?= github.com/goreleaser/goreleaser/v2@v2.14.3
CYCLONEDX ?= github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0
.PHONY: release-tools
release-tools: ## build goreleaser and cyclonedx-gomod into bin/tools
	[ -x $(TOOLS)/goreleaser ] || GOBIN=$(CURDIR)/$(TOOLS) go install $(GORELEASER)
	[ -x $(TOOLS)/cyclonedx-gomod ] || GOBIN=$(CURDIR)/$(TOOLS) go install $(CYCLONEDX)

.PHONY: release-check
release-check: release-tools ## make a release of what is here, for every system, and publish nothing
	scripts/release-check.sh $(CURDIR)/$(TOOLS)

.PHONY: image
image: binaries ## build the image IMAGE (gouji/gouji:GOUJI_VERSION) for this machine
	docker build --build-arg TARGETARCH=$(shell go env GOARCH) -t $(IMAGE) -f deploy/Dockerfile .

.PHONY: up
up: image ## start NATS, the four stages, Prometheus and Grafana on loopback
	$(COMPOSE) up -d
	$(COMPOSE) ps

.PHONY: compose
compose: ## run docker-compose.yml with generated reports, check what comes out, remove it
	scripts/compose-test.sh

.PHONY: compose-cluster
compose-cluster: ## three NATS servers, PostgreSQL and the door; kill a server and a worker under load
	scripts/compose-cluster-test.sh

.PHONY: compose-small
compose-small: ## 5,000 reports through a broker with a quarter of its memory
	GOUJI_NATS_MEMORY=512m GOUJI_NATS_GOMEMLIMIT=400MiB scripts/compose-test.sh 5000

.PHONY: helm
helm: ## render the chart with each set of values and read the result as Kubernetes does
	cd deploy/helm && go vet ./... && go test ./...
