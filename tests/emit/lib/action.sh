# For tests of workflows whose jobs get nightshift by the action: a release of this program, in a folder in the place of the server. Sourced.
# shellcheck shell=sh disable=SC2154 # top, work and nightshift are of tests/tap/lib.sh

version=$(sed -n 's/^#define NIGHTSHIFT_VERSION "\(.*\)"$/\1/p' "$top/gen/base/version.h")
system=$(uname -sm | tr '[:upper:]' '[:lower:]' | tr ' ' -)
folder_of_release=$work/server/OWNER/nightshift/releases/download/v$version
# shellcheck disable=SC2034 # what drive.py is told: words without blanks
served="nightshift=$top cache=$work/cache GITHUB_SERVER_URL=file://$work/server"

# release: put it there
release() {
	packed=$work/packed/nightshift-$version-$system
	mkdir -p "$folder_of_release" "$packed/bin" "$packed/libexec" "$work/cache"
	cp "$nightshift" "$packed/bin/nightshift"
	cp "$nightshift-core" "$packed/libexec/nightshift-core"
	cp "$nightshift" "$folder_of_release/nightshift-$version-$system"
	tar -C "$work/packed" -cf - "nightshift-$version-$system" | gzip -1n >"$folder_of_release/nightshift-$version-$system.tar.gz"
	sh "$top/.github/actions/setup/sources.sh" "$top" >"$folder_of_release/nightshift-$version.sources"
	(cd "$folder_of_release" && rm -f SHA256SUMS && sh "$top/.github/actions/setup/sha256.sh" nightshift-* >"$work/SUMS" && mv "$work/SUMS" SHA256SUMS)
}
