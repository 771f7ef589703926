#!/bin/sh
# Nix as it is installed for many, as TAP: a daemon of root's, users for builds, and a client who is neither root nor trusted. All of it
# stands in name spaces of its own, with a /nix, a daemon and users that nobody else sees. There these scripts run as that client (or those
# that DAEMON_SCRIPTS="..." names). And scratch.sh, where there are users for builds, and where no sandbox is.
if [ "${1-}" != inside ] && [ "$(id -u)" = 0 ] && unshare --mount --pid --fork --kill-child --mount-proc true 2>/dev/null; then
	exec unshare --mount --pid --fork --kill-child --mount-proc "$0" inside
fi
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/nix/lib/version.sh
. "$top/tests/nix/lib/version.sh"
# shellcheck source=tests/nix/lib/set.sh
. "$top/tests/nix/lib/set.sh"

[ "${1-}" = inside ] || no_nix="only root may have mounts and processes of his own"
[ -d /nix ] || mkdir /nix 2>/dev/null || no_nix="there is no /nix to put another one on"
[ "$(uname -sm)" = "Linux x86_64" ] || no_nix="the stand-in builds on x86_64 Linux only"
for tool in git jq setpriv; do
	command -v $tool >/dev/null || no_nix="$tool is not installed"
done
if [ -n "$no_nix" ]; then
	skip "a client of a daemon" "$no_nix"
	finish
fi
# shellcheck disable=SC2016 # for later
undo='chmod -R u+w "$work"; umount -l /nix'

# --- a machine for many -----------------------------------------------------------------------------------------------

# Two users for builds, and the client.
chmod 711 "$work"
mkdir -p nix etc client old
cp /etc/passwd passwd && cp /etc/group group
grep -v '^nixbld:' group >group.new && mv group.new group
for name in nixbld1:29971 nixbld2:29972 nightshift-client:29979; do
	echo "${name%:*}:x:${name#*:}:29970::$work/client:/bin/sh" >>passwd
done
echo "nixbld:x:29970:nixbld1,nixbld2" >>group
mount --bind nix /nix && mount --bind passwd /etc/passwd && mount --bind group /etc/group
check "a machine of its own"
{
	sandboxed '' | sed 's/^build-users-group =$/build-users-group = nixbld/'
	echo "trusted-users = root"
	echo "max-jobs = 2"
	echo "log-lines = 2000" # a client may not ask for more than the 10 or 25 that are shown of a failed build
} >etc/nix.conf
chown 29979:29979 client

# client COMMAND...: as that user, whose Nix is the daemon's; by the settings of the machine alone.
client() {
	(cd client && exec setpriv --reuid=29979 --regid=29979 --clear-groups env -u NIX_CONFIG HOME="$work/client" NIX_REMOTE=daemon \
		NIX_CONF_DIR="$work/etc" NIX_USER_CONF_FILES=/dev/null "$@")
}
# He reads this repository, wherever it lies: a folder above it that he may not enter is covered by one that he may. The repository is
# mounted in its own place only, never in $work, which is removed.
closed=$(dirname "$top")
until client test -x "$(dirname "$closed")"; do closed=$(dirname "$closed"); done
if ! client test -x "$closed"; then
	exec 9<"$top"
	mount -t tmpfs -o mode=755 none "$closed" && mkdir -p "$top" && mount --no-canonicalize --bind /proc/self/fd/9 "$top"
	exec 9<&-
fi
# And of a real set what the scripts take of it, which lies as it does there.
if [ -n "${NIXPKGS-}" ]; then
	set_in set && chmod -R a+rX set && export NIXPKGS="$work/set/real"
fi
client test -r "$top/tests/nix/split.sh" && client test -x "$(command -v nix)"
check "the client can read this repository, and run this Nix"
env -u NIX_REMOTE NIX_CONF_DIR="$work/etc" NIX_USER_CONF_FILES=/dev/null nix-daemon >daemon.log 2>&1 </dev/null &
until_true test -S /nix/var/nix/daemon-socket/socket
check "a daemon" "$(cat daemon.log)"
! client touch /nix/store/mine 2>/dev/null
check "the client cannot write to the store"
client nix build --no-link --impure --expr "$tiny" >build.log 2>&1
check "the client builds by the daemon" "$(cat build.log)"
equal "as one of the users for builds" "29971" "$(find /nix/var/nix/userpool* -type f | sed 's,.*/,,' | sort | head -n 1)"
client env NIX_CONFIG="sandbox = false" nix build --no-link --impure --expr "$(printf '%s' "$tiny" | sed "s,echo,test -e $work \&\& echo,")" >outside.log 2>&1
[ $? = 1 ]
check "and cannot have it without a sandbox" "$(cat outside.log)"

# --- the split, by that client ----------------------------------------------------------------------------------------

# points_of NAME: the points of a script, in $work/NAME.tap, are points of this one. What it skips is skipped.
points_of() {
	while IFS= read -r line; do
		text=$(printf '%s\n' "$line" | sed 's/^[a-z ]* [0-9]* - //')
		case $line in
		'ok '*) ok "$1: $text" ;;
		'not ok '*) not_ok "$1: $text" ;;
		'#'*) echo "$line" ;;
		'1..0 # SKIP '*) skip "$1" "${line#1..0 # SKIP }" ;;
		esac
	done <"$work/$1.tap"
	tail -n 1 "$work/$1.tap" | grep -q '^1\.\.'
	check "$1: it came to its end" "$(tail -n 5 "$work/$1.err")"
}
for script in ${DAEMON_SCRIPTS-split recheck red standin}; do
	client env SANDBOX=daemon "$top/tests/nix/$script.sh" >"$script.tap" 2>"$script.err"
	points_of "$script"
done

# --- scratch.sh on such a machine -------------------------------------------------------------------------------------

# Its private store is not for the users for builds; and without a sandbox it does not build at all.
cat >own.sh <<-END
	. $top/tests/nix/scratch.sh
	if path=\$(build 'derivation { name = "own"; system = "x86_64-linux"; builder = "/bin/bash"; args = [ "-c" "echo > \$out" ]; }') && [ -e "\$path" ]; then
	  ok "a private store"; else not_ok "a private store" "\$path"; fi
	finish
END
own() { NIX_REMOTE='' NIX_CONF_DIR=$work/etc "$@" bash own.sh 2>&1 | grep -v -e '^# nix' -e '^building'; }
ls /nix/store >before
equal "scratch.sh: a private store where there are users for builds" "ok 1 - a private store
1..1" "$(own env)"
sed 's/^nixbld:.*/nixbld:x:29970:/' group >group.none
# shellcheck disable=SC2016 # of the inner shell
equal "scratch.sh: a private store where there is a group for builds, and nobody in it" "ok 1 - a private store
1..1" "$(own unshare --mount sh -c 'mount --bind group.none /etc/group && exec "$@"' sh)"
# In a name space of users that may not have other groups, Nix cannot settle a builder.
equal "scratch.sh: where there can be no sandbox, nothing is built" "1..0 # SKIP nix cannot build in a sandbox here, and SANDBOX=no was not said" \
	"$(own unshare --user --map-root-user | sed 's/ said: error: .*/ said/')"
equal "scratch.sh: the machine's store has nothing of it" "$(cat before)" "$(ls /nix/store)"
equal "lib/version.sh: what a later Nix says is read as Nix 2.8 says it" "error: builder for '/nix/store/x-a.drv' failed with exit code 1
       Output paths:
error: 1 dependencies of derivation '/nix/store/y-b.drv' failed to build
error: value is null while a list was expected" "$(as_before <<-'END'
	error: Cannot build '/nix/store/x-a.drv'.
	       Reason: builder failed with exit code 1.
	       Output paths:
	error: Cannot build '/nix/store/y-b.drv'.
	       Reason: 1 dependency failed.
	error:
	       error: expected a list but found null: null
	END
)"
finish
