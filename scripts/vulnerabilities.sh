#!/bin/sh
# Holds what the program and its pages are built of against the lists of known
# vulnerabilities: the Go modules against vuln.go.dev, by what is really called,
# and the front-end packages against npm's. To be run each week and before each
# release; SECURITY.md says within how many days what it finds is put right. It is
# no part of ./test, whose answer must not change with somebody else's list.
set -eu
cd "$(dirname "$0")/.."
found=0
echo "== Go modules"
go run golang.org/x/vuln/cmd/govulncheck@v1.1.4 ./... || found=1
echo "== front-end packages"
npm audit --package-lock-only || found=1
[ "$found" = 0 ] || {
	echo "Something is known, or a list could not be reached; the lines above say which." >&2
	exit 1
}
echo "nothing is known of what we build with"
