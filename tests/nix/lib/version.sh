# Which Nix a test runs on, and what is worded differently by another one. Sourced by what uses Nix, once $top is the repository.
#
# NIX=current takes the one in the folder that NIX_CURRENT names (build/nix-current/bin; tests/nix/fetch-current puts it there). Otherwise
# it is the machine's own. In $no_nix then stands why there is none, or nothing.
# shellcheck shell=sh disable=SC2154
no_nix=
case ${NIX-} in
'') command -v nix >/dev/null || no_nix="nix is not installed" ;;
current)
	: "${NIX_CURRENT:=$top/build/nix-current/bin}"
	PATH=$NIX_CURRENT:$PATH
	export PATH NIX_CURRENT
	[ -x "$NIX_CURRENT/nix" ] || no_nix="there is no current Nix in $NIX_CURRENT: run tests/nix/fetch-current, or name another folder by NIX_CURRENT"
	;;
*)
	echo "Bail out! NIX=$NIX: it may be current, or nothing"
	exit 3
	;;
esac

[ -n "$no_nix" ] || echo "# $(nix --version)"

# A derivation that builds if anything does; and what a builder in a sandbox sees of the machine: its programs.
# shellcheck disable=SC2016,SC2034 # of the builder; for the scripts
tiny='derivation { name = "try"; system = "x86_64-linux"; builder = "/bin/bash"; args = [ "-c" "echo > $out" ]; }'
sandbox_paths() {
	for place in /bin /usr /lib /lib64 /etc/alternatives /etc/ld.so.cache; do
		[ ! -e "$place" ] || echo "$place"
	done | tr '\n' ' '
}
# sandboxed [STORE]: lines for NIX_CONFIG or nix.conf: builds in a sandbox or not at all, in that store, which is a private one. Whatever
# users the machine has for builds, they could not enter its folder.
sandboxed() {
	echo "experimental-features = nix-command flakes"
	echo "substituters ="
	echo "build-users-group ="
	echo "sandbox = true"
	echo "sandbox-fallback = false"
	echo "sandbox-paths = $(sandbox_paths)"
	[ -z "${1-}" ] || echo "store = $1"
}

# nix_is_new: is it a later one than Debian 12's, which words and limits things in other ways?
nix_is_new() {
	case $(nix --version) in *' 2.'[0-9] | *' 2.'[0-9].* | *' 2.1'[0-8] | *' 2.1'[0-8].*) return 1 ;; esac
}
# all_systems: the word that has `nix flake check` and `nix flake show` look at all of them, which Nix 2.8 does anyway.
all_systems() { ! nix_is_new || echo --all-systems; }
# flake_check: what `nix flake check` has to say against the flake here, without building; nothing if it is sound.
flake_check() {
	# shellcheck disable=SC2046 # a word, or none
	nix flake check --no-build $(all_systems) 2>&1 | grep -v -e '^evaluating' -e '^checking' -e '^derivation evaluated to'
}
# flake_show: the same of `nix flake show`.
flake_show() {
	# shellcheck disable=SC2046 # a word, or none
	nix flake show $(all_systems) 2>&1 >/dev/null | grep -v -e '^evaluating' -e 'Git tree'
}
# as_before: messages of Nix as Nix 2.8 words them: each error at the beginning of a line, and the reason of one that failed to build in it
# (Nix 2.26 words that as 2.8 does, 2.35 does not).
as_before() {
	sed -e '/^ *error:$/d' -e 's/^ *error: /error: /' \
		-e 's/^error: expected a list but found null: null$/error: value is null while a list was expected/' \
		-e "/^error: Cannot build '/{" -e N \
		-e "s/^error: Cannot build '\([^']*\)'\.\n *Reason: builder \(.*\)\.\$/error: builder for '\1' \2/" \
		-e "s/^error: Cannot build '\([^']*\)'\.\n *Reason: \([0-9]*\) dependenc[a-z]* failed\.\$/error: \2 dependencies of derivation '\1' failed to build/" \
		-e '}'
}
