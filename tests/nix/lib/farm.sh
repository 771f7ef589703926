# For the tests of a farm: machines, each a store of its own, builders that are reached by ssh, builds on them, and a project
# whose units say where they ran. Sourced by them. A builder is an sshd on 127.0.0.1 in a process namespace of its own, so that
# killing its first process is pulling its plug: nothing of it goes on.
#
# Most single quotes below are for Nix, jq or the units' own shell; some functions are called by their names.
# shellcheck shell=bash disable=SC2016,SC2034,SC2154,SC2317
here=$(cd "$(dirname "$0")" && pwd)
: "${NIGHTSHIFT:=$here/../../build/nightshift}"
# shellcheck source-path=SCRIPTDIR source=../../tap/lib.sh
. "$here/../tap/lib.sh"
nix_dir=$(cd "$here/../../nix" && pwd)

skip_all() {
  skip "a farm of two builders" "$1"
  finish
}
# shellcheck source=version.sh
. "$here/lib/version.sh"
# shellcheck source=set.sh
. "$here/lib/set.sh"
[ -z "$no_nix" ] || skip_all "$no_nix"
for tool in git jq ssh ssh-keygen unshare setpriv; do
  command -v "$tool" >/dev/null || skip_all "$tool is not installed"
done
sshd=$(PATH=$PATH:/usr/sbin:/sbin command -v sshd) || skip_all "sshd is not installed"
[ "$(uname -sm)" = "Linux x86_64" ] || skip_all "the stand-in builds on x86_64 Linux only"
[ -x /bin/bash ] || skip_all "the stand-in builds with /bin/bash"
[ "$(id -u)" = 0 ] || skip_all "the builders' namespaces want root"
namespace=(unshare --pid --fork --kill-child --mount --mount-proc)
# What sshd wants: a folder in /run, and that root is not locked. Both are so in a builder's namespace only.
settle='mount -t tmpfs none /run && mkdir -m 755 /run/sshd && { [ ! -e /etc/shadow ] || mount --bind shadow /etc/shadow; }'
"${namespace[@]}" true 2>/dev/null || skip_all "no namespaces for processes and mounts"

# What a killed builder leaves of a build lies here, too. With the user's settings of Nix and of ssh out of the way.
mkdir tmp meeting
export TMPDIR=$work/tmp NIX_USER_CONF_FILES=/dev/null NIX_SSHOPTS="-F $work/ssh_config"
unset NIX_CONFIG NIX_REMOTE NIX_PATH NIX_STORE_DIR NIX_STATE_DIR SSH_AUTH_SOCK

# --- machines ---------------------------------------------------------------------------------------------------------

# machine NAME [LINE...]: with a store of its own, and more lines for its nix.conf. In its sandbox, /machine/name says
# which one it is, and in /meeting runs meet each other and this script.
machine() {
  mkdir -p "$1/tmp" "$1/machine"
  echo "$1" >"$1/machine/name"
  {
    sandboxed "$work/$1/store"
    echo "extra-sandbox-paths = /machine=$work/$1/machine /meeting=$work/meeting"
    shift
    printf '%s\n' "$@"
  } >"$1/nix.conf"
}

# on MACHINE COMMAND...
on() {
  NIX_CONF_DIR=$work/$1 XDG_CACHE_HOME=$work/$1/cache "${@:2}"
}

# --- builders ---------------------------------------------------------------------------------------------------------

declare -A unshare_of=() first_of=() # for each builder: unshare's process, and the first one in its namespace

# until_true SECONDS COMMAND...: fails if it never becomes true. The limit only says when to give up.
until_true() {
  local end=$((SECONDS + $1))
  until "${@:2}"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.02
  done
}
decided() { grep -q 'Server listening' "$1/sshd.log" || ! kill -0 "${unshare_of[$1]}" 2>/dev/null; }

# start BUILDER: its sshd, on the port it had before, or on one that is free. Its HOME keeps the user's shell from reading
# the user's own settings, which may do anything, and be killed in it.
start() {
  local port
  for _ in 1 2 3 4 5 6 7 8 9; do
    port=$(cat "$1/port" 2>/dev/null || echo $((20000 + RANDOM % 12000)))
    cat >"$1/sshd_config" <<END
ListenAddress 127.0.0.1:$port
HostKey $work/$1/host_key
AuthorizedKeysFile $work/key.pub
StrictModes no
PermitRootLogin prohibit-password
AuthenticationMethods publickey
UsePAM no
UseDNS no
PrintMotd no
PidFile none
SetEnv "PATH=$PATH" HOME=$work/$1 NIX_CONF_DIR=$work/$1 NIX_USER_CONF_FILES=/dev/null XDG_CACHE_HOME=$work/$1/cache TMPDIR=$work/$1/tmp
END
    : >"$1/sshd.log"
    setpriv --pdeathsig KILL "${namespace[@]}" sh -c "$settle"' && exec "$0" -D -e -f "$1"' "$sshd" "$work/$1/sshd_config" \
      </dev/null >>"$1/sshd.log" 2>&1 &
    unshare_of[$1]=$!
    until_true 20 decided "$1"
    if grep -q 'Server listening' "$1/sshd.log"; then
      read -r "first_of[$1]" _ <"/proc/${unshare_of[$1]}/task/${unshare_of[$1]}/children"
      echo "$port" >"$1/port"
      return 0
    fi
    stop "$1"
    rm -f "$1/port"
  done
  echo "Bail out! sshd does not start: $(tail -n 3 "$1/sshd.log")"
  exit 1
}

# signal BUILDER SIGNAL: to all of its processes that are not in a build's own namespace.
signal() {
  local space process
  space=$(readlink "/proc/${first_of[$1]}/ns/pid")
  for process in /proc/[0-9]*; do
    [ "$(readlink "$process/ns/pid" 2>/dev/null)" != "$space" ] || kill "-$2" "${process#/proc/}" 2>/dev/null
  done
}

# stop BUILDER: at once, with all that it does. The first process of a namespace takes all others with it, and is not
# gone before they are.
stop() {
  [ -n "${unshare_of[$1]-}" ] || return 0
  kill -KILL "${first_of[$1]:-${unshare_of[$1]}}" 2>/dev/null
  wait "${unshare_of[$1]}" 2>/dev/null
  unset "unshare_of[$1]" "first_of[$1]"
}

# --- builds -----------------------------------------------------------------------------------------------------------

building=
# begin MACHINE LOG ARGUMENT...: nix build in the background, in the project. The limit is for what must not happen, a
# build that hangs; it is then red with status 124.
begin() {
  (cd "$work/p" && NIX_CONF_DIR=$work/$1 XDG_CACHE_HOME=$work/$1/cache \
    exec timeout -k 5 60 nix build --no-link --log-format internal-json -v "${@:3}") >"$work/$2" 2>&1 </dev/null &
  building=$!
}
end() {
  local status=0
  wait "$building" || status=$?
  building=
  return "$status"
}
# build MACHINE LOG ARGUMENT...
build() { begin "$@" && end; }

stop_all() {
  [ -z "$building" ] || { kill "$building" && end; }
  stop one
  stop two
  [ ! -e "$work" ] || chmod -R u+w "$work"
}
# shellcheck disable=SC2034 # lib.sh runs it
undo=stop_all

# messages LOG: what a user would read of it.
messages() { sed -n 's/^@nix //p' "$1" | jq -r 'select(.action == "msg").msg' | sed 's/\x1b\[[0-9;]*m//g'; }
# green NAME LOG: by the status of the command before.
green() {
  # shellcheck disable=SC2181
  if [ $? = 0 ]; then ok "$1"; else not_ok "$1" "$(messages "$2")"; fi
}
# builds LOG: a line for each build that was begun: the name, and where: the machine's address, or "here". A builder that
# is reached by ssh-ng tells of its builds once more, without an address.
builds() {
  sed -n 's/^@nix //p' "$1" | jq -rs 'map(select(.action == "start" and .type == 105).fields) | group_by(.[0])[]
    | "\(.[0][0][44:] | rtrimstr(".drv")) \(map(.[1]) | max | if . == "" then "here" else . end)"'
}
# fetched LOG: the names of what came from a substituter.
fetched() { sed -n 's/^@nix //p' "$1" | jq -r 'select(.action == "start" and .type == 108).fields[0][44:]'; }

# --- the project ------------------------------------------------------------------------------------------------------

# The project in fixture/, each of whose units now says in the first line of its log on which machine it ran. `left` and
# `right` wait for each other, and so need two machines at once; and they wait while /meeting/hold is there.
set_in standin
check "a set of packages"
cp -R "$here/fixture" p
chmod -R u+w p
sed -i "s|@STANDIN@|$work/standin|" p/flake.nix
jq '
  def meet(other): "cp /machine/name /meeting/$MEETING; until [ -e /meeting/\(other) ]; do sleep 0.05; done; "
    + "while [ -e /meeting/hold ]; do sleep 0.05; done; build/plain/toy-tests seed";
  def unit(id; text): { id: id, variant: "plain", module: "seed", lane: "nightly", seconds: 9, timeout: 30, seed: "head",
    env: { MEETING: id }, command: text };
  .units |= [unit("left"; meet("right")), unit("right"; meet("left"))]
    + map(select(.id | IN("plain-seed", "loud-seed", "plain-helper", "loud-greeting")))
  | .units[].command |= "cat /machine/name && " + .' "$here/fixture/nix/toy.json" >p/nix/toy.json
sed -i "s|@FINGERPRINT@|$(git hash-object --no-filters p/nix/toy.json)|" p/nix/toy-split.nix
# A new commit is a new seed, and with it new runs of all that takes one.
commit() { git -C p add -A && git -C p commit -q --allow-empty -m "$1"; }
checked=.#packages.x86_64-linux.toy-checked
# runs MACHINE: name and store path of each run that the gate owes, as evaluated now
runs() {
  (cd p && on "$1" nix eval --raw "$checked.runs" --apply \
    'runs: builtins.concatStringsSep "" (map (name: "${name} ${runs.${name}}\n") (builtins.attrNames runs))')
}
# path MACHINE ATTRIBUTE
path() { (cd p && on "$1" nix eval --raw ".#packages.x86_64-linux.$2"); }

# hash MACHINE PATH: of what lies in its store, if it is there and whole
hash() { on "$1" nix-store --verify-path "$2" && on "$1" nix hash path "$1/store$2"; }

# verdicts MACHINE: for each run, what its verdict says and where it ran, by what lies in that machine's store and is valid
# there. The one place that knows what a run's output looks like: the log lies beside the verdict.
verdicts() {
  local name place file
  runs "$1" | while read -r name place; do
    file=
    if on "$1" nix path-info "$place" >/dev/null 2>&1; then
      file=$(find "$1/store$place" -name verdict -exec grep -lx "unit $name" {} +)
    fi
    if [ -n "$file" ]; then
      echo "$name $(sed -n 's/^verdict //p' "$file") $(head -n 1 "${file%verdict}log")"
    else
      echo "$name none"
    fi
  done
}

machine local
machine one
machine two
machine reference "max-jobs = 2"
local_locked() { (cd p && on local nix flake lock) >/dev/null 2>lock.log; }
if ! { git init -q p && git -C p add -A && local_locked && commit "the project"; }; then
  echo "Bail out! no scratch project: $(cat lock.log)"
  exit 1
fi

