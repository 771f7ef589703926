#!/bin/sh
# What a release is made of (.github/workflows/release.yml), by the Makefile: the tar file of the source has the same bytes each time and can be
# built; the program nightshift needs nothing but Linux. LIBGIT2=FOLDER names a source of libgit2: then the core is built, too, and
# .github/actions/setup takes it all from a folder in the place of the server.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

version=$(sed -n 's/^#define NIGHTSHIFT_VERSION "\(.*\)"$/\1/p' "$top/gen/base/version.h")
system=$(uname -sm | tr '[:upper:]' '[:lower:]' | tr ' ' -)
name=nightshift-$version
mkdir source
(cd "$top" && git ls-files -z 2>/dev/null | xargs -0 tar -cf - 2>/dev/null) | tar -C source -xf - 2>/dev/null
if [ ! -e source/Makefile ]; then
	skip "what a release is made of" "this is no clone"
	finish
fi
repository source
git clone -q source other
(cd source && umask 077 && touch -t 200001010000 gen/*/* && "$make" -s dist && "$make" -s sums)
check "make dist"
git -C other config tar.umask 0
git -C other config core.autocrlf true
(cd other && umask 002 && TZ=Asia/Tokyo "$make" -s dist && "$make" -s sums)
check "make dist, elsewhere"
same "the bytes are the same" source/build/dist other/build/dist
equal "these are there" "SHA256SUMS $name.sources $name.tar.gz" "$(cd source/build/dist && echo *)"
echo more >>other/templates/split.nix.tmpl
(cd other && "$make" -s dist && "$make" -s sums)
same "what is not committed is not in it" source/build/dist other/build/dist
equal "one for each file and its checksum" "$(cd source/build/dist && sh "$top/.github/actions/setup/sha256.sh" "$name.sources" "$name.tar.gz")" "$(cat source/build/dist/SHA256SUMS)"
run "$make" -s -C source is-version TAG="v$version"
ends "its tag" 0 "" ""
run "$make" -s -C source is-version TAG=v0.0.9
[ "$status" != 0 ]
equal "another tag" "the tag is 'v0.0.9', but gen/base/version.h says $version" "$(printf '%s\n' "$err" | sed 1q)"
run env -u LIBGIT2 "$make" -s -C source STATIC=1 build/static/libgit2/done
[ "$status" != 0 ]
equal "programs without the source of libgit2" "LIBGIT2 must name a folder with the source of libgit2" "$(printf '%s\n' "$err" | sed 1q)"

gzip -dc "source/build/dist/$name.tar.gz" | tar -xf -
equal "the tar file has what is committed" "$(git -C source -c core.quotePath=false ls-files)" "$(cd "$name" && find . ! -type d | sed 's,^\./,,' | LC_ALL=C sort)"
equal "and is the source that the list names" "$(cat "source/build/dist/$name.sources")" "$(sh "$name/.github/actions/setup/sources.sh" "$name")"
quiet "the program nightshift is built from it" "$make" -s -j"$(getconf _NPROCESSORS_ONLN)" -C "$name" STATIC=1 front
mkdir -p root
# alone PROGRAM ARGUMENT...: in a root folder that has nothing but this program
alone() {
	rm -rf root/* && mkdir -p root/tmp && cp "$1" root/nightshift
	[ ! -e "$1-core" ] || cp "$1-core" root/nightshift-core
	shift
	unshare -r chroot root /nightshift "$@"
}
# lonely FOLDER: it loads no library
lonely() {
	if [ "$(uname)" = Linux ]; then
		# shellcheck disable=SC2015
		for program; do ! ldd "$program" >/dev/null 2>&1 || return 1; done
	fi
}
lonely "$name/build/static/nightshift"
check "it loads no library"
lonely /bin/cat
[ $? = 1 ] || [ "$(uname)" != Linux ]
check "which would be seen"
if unshare -r true 2>/dev/null; then
	run alone "$name/build/static/nightshift" exec --version
	ends "it runs where there is nothing else" 0 "" "nightshift $version"
else
	skip "it runs where there is nothing else" "unshare(1) may not"
fi

if [ -n "${LIBGIT2-}" ]; then
	("$make" -s -C "$name" STATIC=1 LIBGIT2="$LIBGIT2" binaries 2>&1 | grep -v -e 'in statically linked applications' -e '^/usr/bin/ld: .*: in function') >said
	[ ! -s said ] && mv "$name"/build/dist/* source/build/dist/ && (cd source && "$make" -s sums)
	check "the programs are built from it" "$(cat said)"
	lonely "$name/build/static/nightshift-core"
	check "the core loads no library"
	run alone "$name/build/static/nightshift" generate --version
	ends "and runs where there is nothing else" 0 "" "nightshift $version"
	equal "these are there" "SHA256SUMS $name-$system $name-$system.tar.gz $name.sources $name.tar.gz" "$(cd source/build/dist && echo *)"
	mkdir -p runner/_actions/O/nightshift server/O/nightshift/releases/download temp
	mv source/build/dist "server/O/nightshift/releases/download/v$version"
	mv "$name" "runner/_actions/O/nightshift/v$version"
	action=$work/runner/_actions/O/nightshift/v$version/.github/actions/setup
	for core in true false; do
		: >outputs
		env GITHUB_OUTPUT="$work/outputs" CORE=$core RELEASES='' GITHUB_SERVER_URL="file://$work/server" RUNNER_TEMP="$work/temp" sh "$action/name.sh"
		eval "$(sed 's/^\([a-z]*\)=\(.*\)$/\1='"'\\2'"'/' outputs)"
		# shellcheck disable=SC2154
		run env SOURCE="$source" VERSION="$version" SYSTEM="$system" SOURCES="$sources" PARTS="$parts" RELEASES="$releases" TO="$to" FROM=release GITHUB_PATH="$work/path" sh "$action/get.sh"
		ends "the action takes the released one, $parts" 0 "" "nightshift: $version is the released one, for $system"
	done
	equal "and all of it is there" "bin libexec share" "$(cd temp/nightshift-all && echo *)"
	cp -R "$top/tests/emit/golden/small" project && mv project/manifest.xml project/suite.xml && rm -rf project/want
	repository project
	run temp/nightshift-all/bin/nightshift generate -q --no-record -C project -f suite.xml
	ends "it plans" 0 "" ""
	"$nightshift" plan --verbose -C project -f suite.xml >project/plan.txt
	same "as it should" "$top/tests/emit/golden/small/want/plan.txt" project/plan.txt
fi
finish
