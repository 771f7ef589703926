# What the tests of bad input share: a good manifest, and a command that must change nothing.
# shellcheck shell=sh
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

# good [MODULE]: a manifest without a mistake.
# shellcheck disable=SC2120 # some who source this give one
good() {
	cat <<-E
	<suite name="s">
	  <platform name="linux" system="x86_64-linux" runner="ubuntu-24.04" pr="checked" merge="checked" nightly="checked"/>
	  <seed fallback="4711" env="SEED"/>
	  <nix/>
	  <run>./t {module}</run>
	  <variant name="v"/>
	  <module name="${1:-m}"/>
	</suite>
	E
}

# fresh FOLDER: a folder with a good manifest, and older outputs.
fresh() {
	rm -rf "$1"
	mkdir -p "$1/nix"
	good >"$1/suite.xml"
	for file in tests.mk nix/s.json nix/s-split.nix; do
		echo "# Written by nightshift 0.0.1 from suite.xml; not to be edited. An older $file" >"$1/$file"
	done
}

# refused NAME STATUS MESSAGE COMMAND...: the command ends so, says exactly that, and changes nothing in $work/r.
refused() {
	name=$1 wanted=$2 message=$3
	shift 3
	files r >"$work/before"
	run "$@"
	files r >"$work/after"
	ends "$name" "$wanted" "$message"
	same "$name: everything as it was" "$work/before" "$work/after"
}
