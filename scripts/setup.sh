# Set-up steps shared by ./run and ./test, which source this file. Each step
# looks first, does only what is missing, prints one line and, where something
# cannot be had, ends with one sentence that says what to install.
#
# The caller sets root to the folder of the checkout. POSIX sh only.

export GOFLAGS="${GOFLAGS:--buildvcs=false}"

say() { printf '== %s\n' "$*"; }

# stop SENTENCE: ends the script with what the person should do.
stop() {
	printf '\n%s: %s\n' "$(basename "$0")" "$*" >&2
	exit 1
}

# have PROGRAM...: all of them are in PATH.
have() {
	for program; do
		command -v "$program" >/dev/null 2>&1 || return 1
	done
}

# logged WORDS COMMAND...: runs a command that talks a lot, and shows what it
# said only if it failed.
logged() {
	what=$1
	shift
	log=$(mktemp)
	if "$@" >"$log" 2>&1; then
		rm -f "$log"
		return 0
	fi
	cat "$log" >&2
	rm -f "$log"
	printf '%s failed.\n' "$what" >&2
	return 1
}

# debian SENTENCE PACKAGE...: installs packages where that is possible, and
# otherwise ends with the sentence.
debian() {
	sentence=$1
	shift
	have apt-get || stop "$sentence"
	[ "$(id -u)" = 0 ] || stop "$sentence As an administrator: apt-get install $*"
	say "installing $* (Debian packages, once)"
	export DEBIAN_FRONTEND=noninteractive
	logged "apt-get update" apt-get update || true
	logged "apt-get install $*" apt-get install -y --no-install-recommends "$@" || stop "$sentence"
}

# need_go: Go of at least the release that go.mod names, or one that fetches it.
need_go() {
	have go || stop "Go is not installed; install Go 1.26 or later from https://go.dev/dl/ and put it in PATH."
	release=$(cd "$root" && go env GOVERSION 2>/dev/null) ||
		stop "$(go version 2>/dev/null) is too old and cannot fetch a newer one; install Go 1.26 or later from https://go.dev/dl/."
	say "Go: $release"
}

# need_assets: the npm packages of package-lock.json and the style, scripts and
# images built from them into internal/page/assets/dist.
need_assets() {
	if ! have node npm; then
		debian "Node.js 18 or later with npm is needed to build the style sheets." nodejs npm
	fi
	node -e 'process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)' ||
		stop "Node.js $(node --version) is too old to build the style sheets; install Node.js 18 or later."

	# The stamps hold the checksum of what was installed or built from.
	packages=$root/node_modules/.havenward-packages
	wanted=$(cksum <"$root/package-lock.json")
	if [ "$(cat "$packages" 2>/dev/null)" = "$wanted" ]; then
		say "front-end packages: as in package-lock.json"
	else
		say "front-end packages: installing (npm ci)"
		(cd "$root" && logged "npm ci" npm ci --no-audit --no-fund --no-update-notifier) ||
			stop "The front-end packages cannot be installed; check that npm reaches its registry (npm ping) and run this again."
		printf '%s\n' "$wanted" >"$packages"
	fi

	assets=$root/node_modules/.havenward-assets
	wanted=$(cd "$root" && find assets package.json package-lock.json -type f | LC_ALL=C sort | xargs cksum | cksum)
	if [ "$(cat "$assets" 2>/dev/null)" = "$wanted" ] && [ -f "$root/internal/page/assets/dist/manifest.json" ] &&
		[ -f "$root/internal/letter/fonts/DejaVuSans.ttf" ]; then
		say "style, scripts and images: up to date"
	else
		say "style, scripts and images: building (npm run build)"
		(cd "$root" && logged "npm run build" npm run build --no-update-notifier) ||
			stop "The style sheets cannot be built; the lines above say why."
		printf '%s\n' "$wanted" >"$assets"
	fi
}

# version: what the program calls itself, from the nearest tag and the commit.
version() {
	(cd "$root" && git describe --tags --always --dirty 2>/dev/null) || echo unversioned
}

# build_program FILE: the program, with its version.
build_program() {
	(cd "$root" && go build -ldflags "-X main.version=$(version)" -o "$1" .) ||
		stop "The program cannot be built; the lines above say why (go needs its module proxy the first time)."
}

# need_chromium: a browser for the browser tests.
need_chromium() {
	if [ -z "${HAVENWARD_TEST_CHROMIUM:-}" ] && ! have chromium && ! have chromium-browser && ! have google-chrome; then
		debian "Chromium is needed for the browser tests." chromium fonts-liberation
	fi
	say "Chromium: $("${HAVENWARD_TEST_CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}" --version 2>/dev/null)"
}

# need_postgres: the server programs of PostgreSQL 15 or later; its own cluster
# is not touched.
need_postgres() {
	if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && ! have initdb pg_ctl postgres; then
		debian "PostgreSQL 15 or later is needed for the tests on both databases." postgresql
	fi
	server=$(ls -d /usr/lib/postgresql/*/bin/postgres 2>/dev/null | sort -V | tail -n 1)
	say "PostgreSQL: $("${server:-postgres}" --version)"
}

# need_strace: strace, by which tests make system calls fail.
need_strace() {
	have strace || debian "strace is needed to test what happens when the disk fails." strace
}

# need_poppler: pdftotext, by which tests read letters back from their PDF.
need_poppler() {
	have pdftotext || debian "Poppler's pdftotext is needed to read letters back from their PDF." poppler-utils
}
