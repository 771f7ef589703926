# The set of packages that the tests build with. Sourced by them, once $top is the repository and $nightshift the program.
#
# set_in FOLDER: the stand-in for nixpkgs goes there, with the program and nightshift's Nix library beside it. Where NIXPKGS names a real
# set, what it says of derivations goes there, too, so that they are made as it makes them and built by its setup.sh, over the machine's
# tools: its packages would have to be fetched, and all of it has to lie in one folder, for a flake. It fails where that set is laid
# out as neither nixpkgs nor corepkgs is.
# shellcheck shell=sh disable=SC2154
set_in() {
	mkdir -p "$1" && cp "$top"/tests/nix/*.nix "$top"/tests/nix/setup.sh "$top"/tests/nix/source.sh "$top"/tests/nix/builder.sh "$1" &&
		cp "$nightshift" "$1/nightshift" && mkdir "$1/library" &&
		cp -R "$top/nix/nightshift.nix" "$top/nix/nightshift" "$1/library" || return 1
	[ -n "${NIXPKGS-}" ] || return 0
	mkdir "$1/real" || return 1
	if [ -e "$NIXPKGS/pkgs/stdenv/generic" ]; then
		echo '{ lib = import ./lib; stdenv = import ./pkgs/stdenv/generic; }' >"$1/real/default.nix"
		real_parts "$1/real" lib pkgs/stdenv/generic pkgs/build-support/setup-hooks pkgs/build-support/lib
	elif [ -e "$NIXPKGS/stdenv/generic" ]; then
		echo '{ lib = import ./lib.nix; stdenv = import ./stdenv/generic; }' >"$1/real/default.nix"
		echo '{ lib = ./lib; }' >"$1/real/pins.nix"
		real_parts "$1/real" lib.nix systems stdenv/generic build-support/setup-hooks build-support/lib && real_lib "$1/real"
	else
		echo "$NIXPKGS has no stdenv where nixpkgs has it" >&2
		return 1
	fi
}
# no_structured: why a builder gets no structured attributes, or nothing.
no_structured() {
	if [ -n "${NIXPKGS-}" ] && ! nix_is_new; then
		echo "Nix 2.8 names a builder in a sandbox the place that they have outside, and this set's builder looks nowhere else"
	fi
}
# real_parts FOLDER PART...: parts of the real set, where they are in it.
real_parts() {
	to=$1
	shift
	for part; do
		mkdir -p "$to/$(dirname "$part")" && cp -R "$NIXPKGS/$part" "$to/$part" || return 1
	done
	chmod -R u+w "$to"
}
# real_lib FOLDER: the lib that corepkgs pins, which may be in the store that is used.
real_lib() {
	pinned=$(nix --extra-experimental-features nix-command eval --impure --raw --expr "toString (import $(realpath "$NIXPKGS")/pins.nix).lib") || return 1
	[ -e "$pinned" ] || pinned=${store-}$pinned
	cp -R "$pinned" "$1/lib" && chmod -R u+w "$1/lib"
}
