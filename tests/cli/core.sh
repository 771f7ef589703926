#!/bin/sh
# nightshift finds nightshift-core, however it was started: by what the system says of it, and, where the system says nothing (the
# portable form), as a shell finds its argv[0].
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

mkdir -p place/bin place/libexec beside empty links
cat >place/libexec/nightshift-core <<'END'
#!/bin/sh
echo "the core of $(cd "$(dirname "$0")/.." && basename "$PWD"): $*"
END
chmod +x place/libexec/nightshift-core
cp place/libexec/nightshift-core beside
ln -s ../place/bin/nightshift links/first
ln -s first links/nightshift
: >empty/nightshift # cannot be executed

# start ARGV0 PATH FILE: the program, with that argv[0] and that PATH.
# shellcheck disable=SC2016
start() {
	run env PATH="$2:$PATH" "$python" -c 'import os, sys; os.execv(sys.argv[1], sys.argv[2:])' "$3" "$1" plan x
}
python=$(command -v python3)
all_ways() {
	cp "$1" place/bin/nightshift && cp "$1" beside/nightshift
	start "$work/place/bin/nightshift" "" "$work/place/bin/nightshift"
	ends "$2: by an absolute path" 0 "" "the core of place: plan x"
	start place/bin/nightshift "" place/bin/nightshift
	ends "$2: by a relative one" 0 "" "the core of place: plan x"
	start ./beside/nightshift "" ./beside/nightshift
	ends "$2: beside it" 0 "" "the core of ${work##*/}: plan x"
	start nightshift "$work/empty:$work/place/bin" place/bin/nightshift
	ends "$2: by PATH" 0 "" "the core of place: plan x"
	start nightshift nowhere:place/bin place/bin/nightshift
	ends "$2: by a relative part of PATH" 0 "" "the core of place: plan x"
	cd place/bin || exit 3
	start nightshift "" ./nightshift
	ends "$2: by an empty part of PATH" 0 "" "the core of place: plan x"
	cd "$work" || exit 3
	start "$work/links/nightshift" "" links/nightshift
	ends "$2: by links, which lead to it" 0 "" "the core of place: plan x"
	start nightshift "$work/links" links/nightshift
	ends "$2: by links in PATH" 0 "" "the core of place: plan x"
}
all_ways "$nightshift" "as it is"

# shellcheck disable=SC2046,SC2086 # words
if flags=$(make -s -C "$top" print-flags) && objects=$(make -s -C "$top" print-front-objects) && (cd "$top" &&
	${CC:-cc} $flags -DWATCH_PORTABLE -c -o "$work/process.o" gen/base/process.c &&
	${CC:-cc} $flags -o "$work/portable" "$work/process.o" $(printf '%s\n' $objects | grep -v /base/process.o)); then
	all_ways portable "where the system does not say where it is"
	start shift "" beside/nightshift
	ends "where the system does not say where it is, and argv[0] is made up" 3 \
		"nightshift: cannot start nightshift-core, which should be installed beside 'shift' or in libexec: No such file or directory" ""
else
	not_ok "the portable form can be built"
fi
rm place/libexec/nightshift-core
start place/bin/nightshift "" place/bin/nightshift
ends "the core is not there" 3 \
	"nightshift: cannot start nightshift-core, which should be installed beside '$work/place/bin/nightshift' or in libexec: No such file or directory" ""
finish
