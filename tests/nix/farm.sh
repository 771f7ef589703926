#!/usr/bin/env bash
# A farm, as TAP: Nix spreads the runs over two builders, a builder is lost in the middle, and the test programs travel
# between machines as a folder. Each machine is a store of its own. A builder is, besides, an sshd on 127.0.0.1 in a
# process namespace of its own, so that killing its first process is pulling its plug: nothing of it goes on.
#
# What Nix 2.8 does when a builder goes, which the points below show, and what a farm should therefore set:
#
# * A builder that cannot be reached is passed over, and its share runs elsewhere.
# * A builder that dies while it holds a run: that run has failed, whatever the others do. Nix does not try it again by
#   itself, so the build is red. With --keep-going the other runs are done all the same, and the next `nix build` has only
#   the lost one left to do.
# * A builder that falls silent (frozen, its cable pulled) while it holds a run: Nix waits for ever, and no setting of Nix
#   helps: max-silent-time and timeout are kept by the builder, connect-timeout is for downloads. Only ssh can notice:
#   ServerAliveInterval and ServerAliveCountMax, in NIX_SSHOPTS or in ssh_config of the user that Nix runs as (root, where
#   there is a daemon). Then it is as if the builder had died.
#
# Most single quotes below are for Nix, jq or the units' own shell; some functions are called by their names.
# shellcheck disable=SC2016,SC2317
here=$(cd "$(dirname "$0")" && pwd)
: "${NIGHTSHIFT:=$here/../../build/nightshift}"
# shellcheck source-path=SCRIPTDIR source=../tap/lib.sh
. "$here/../tap/lib.sh"
nix_dir=$(cd "$here/../../nix" && pwd)

skip_all() {
  skip "a farm of two builders" "$1"
  finish
}
for tool in nix git jq ssh ssh-keygen unshare setpriv; do
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

# --- machines -----------------------------------------------------------------------------------------------------

libs=
for place in /bin /usr /lib /lib64 /etc/alternatives /etc/ld.so.cache; do
  [ ! -e "$place" ] || libs="$libs $place"
done

# machine NAME [LINE...]: with a store of its own, and more lines for its nix.conf. In its sandbox, /machine/name says
# which one it is, and in /meeting runs meet each other and this script.
machine() {
  mkdir -p "$1/tmp" "$1/machine"
  echo "$1" >"$1/machine/name"
  {
    echo "experimental-features = nix-command flakes"
    echo "store = $work/$1/store"
    echo "build-users-group ="
    echo "sandbox = true"
    echo "sandbox-fallback = false"
    echo "sandbox-paths =$libs /machine=$work/$1/machine /meeting=$work/meeting"
    echo "substituters ="
    shift
    printf '%s\n' "$@"
  } >"$1/nix.conf"
}

# on MACHINE COMMAND...
on() {
  NIX_CONF_DIR=$work/$1 XDG_CACHE_HOME=$work/$1/cache "${@:2}"
}

# --- builders -----------------------------------------------------------------------------------------------------

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

# --- builds -------------------------------------------------------------------------------------------------------

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

# --- the project --------------------------------------------------------------------------------------------------

# The fixture of check.sh, each of whose units now says in the first line of its log on which machine it ran. `left` and
# `right` wait for each other, and so need two machines at once; and they wait while /meeting/hold is there.
mkdir standin
cp "$here"/*.nix "$here"/*.sh standin
cp -R "$here/fixture" p
for part in nightshift nightshift.nix plan.nix run.sh judge.sh; do
  [ ! -e "$nix_dir/$part" ] || cp -R "$nix_dir/$part" p/nix
done
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

for key in key one/host_key two/host_key; do
  ssh-keygen -q -t ed25519 -N '' -C test -f "$key"
done
echo 'root:*:::::::' >shadow
start one
start two
for builder in one two; do
  echo "$builder $(cat "$builder/host_key.pub")" >>known_hosts
  printf '%s\n' "Host $builder" "  Port $(cat "$builder/port")" "  HostKeyAlias $builder"
done >ssh_config
cat >>ssh_config <<END
Host *
  HostName 127.0.0.1
  User $(id -un)
  IdentityFile $work/key
  IdentitiesOnly yes
  IdentityAgent none
  UserKnownHostsFile $work/known_hosts
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
  BatchMode yes
  ConnectTimeout 5
END
# ssh and ssh-ng are two protocols with the same to lose. A run for which no builder has room is tried again only after
# build-poll-interval, 5 seconds where nobody says otherwise.
builders=(--option build-poll-interval 1 --builders "ssh://one x86_64-linux - 1 1; ssh-ng://two x86_64-linux - 1 1")
farm=(--max-jobs 0 "${builders[@]}")

# --- the runs, spread ---------------------------------------------------------------------------------------------

build reference reference.log "$checked"
green "the gate is green where one machine does it all" reference.log
rm meeting/* # the two shall meet once more
build local farm.log "${farm[@]}" "$checked"
green "the gate is green where builders do it all" farm.log
equal "nothing was built here" "" "$(builds farm.log | grep ' here$')"
all=$(verdicts local)
equal "every run passed, on the builder that Nix gave it to" \
  "$(builds farm.log | sed -n 's,^toy-run-\(.*\) ssh.*://\(.*\),\1 pass \2,p' | sort)" "$(sort <<<"$all")"
equal "both builders ran some, and two of them at one time" "one two" \
  "$(sed -n 's/^\(left\|right\) pass //p' <<<"$all" | sort | tr '\n' ' ' | sed 's/ $//')"
hashes() { # MACHINE
  local attribute
  for attribute in toy-build toy-checked toy-checked.programs.plain toy-checked.programs.loud; do
    echo "$attribute $(hash "$1" "$(path "$1" "$attribute")" 2>&1)"
  done
}
hashes reference >wanted
equal "four hashes" 4 "$(grep -c ' sha256-' wanted)"
equal "product and programs are what one machine made, byte for byte" "$(cat wanted)" "$(hashes local)"
build local pr.log --max-jobs 1 "${builders[@]}" "$checked.lanes.pr"
equal "a gate is made here where anything may be, and then nothing else is" "toy-checked-pr here" "$(builds pr.log)"

# --- a builder is lost --------------------------------------------------------------------------------------------

met() { [ -s meeting/left ] && [ -s meeting/right ]; }
# lose HOW BUILDER COMMAND...: while both hold a run, one of them is lost by the command. Then Nix gets its chance.
lose() {
  local how=$1 lost_builder=$2 survivor lost status=0 gate machine
  shift 2
  if [ "$lost_builder" = one ]; then survivor=two; else survivor=one; fi
  commit "$how"
  rm -f meeting/*
  touch meeting/hold
  begin local lost.log --keep-going "${farm[@]}" "$checked"
  until_true 30 met
  green "$how: before that, both hold a run" lost.log
  lost=$(basename "$(grep -lx "$lost_builder" meeting/left meeting/right)")
  "$@"
  rm meeting/hold
  end || status=$?
  equal "$how: the gate is red, for want of the run that was lost" \
    "1 error: builder for '*-toy-run-$lost.drv' failed with exit code 1 error: 1 dependencies of derivation '*-toy-checked.drv' failed to build" \
    "$status $(messages lost.log | sed -n "s,/nix/store/[a-z0-9]*-,*-,g; /^error: [b1]/p" | tr '\n' ' ' | sed 's/ $//')"
  equal "$how: that one has no verdict, and the others have theirs" "$lost none" "$(verdicts local | grep -v ' pass ')"
  gate=$(path local toy-checked)
  equal "$how: nobody has made the gate's output" "" "$(
    for machine in local one two; do on "$machine" nix path-info "$gate" 2>/dev/null; done)"
  verdicts local >before
  build local again.log "${farm[@]}" "$checked"
  green "$how: the next build is green, on the builder that is left" again.log
  equal "$how: it did what was lost, and nothing twice" "toy-checked $survivor
toy-run-$lost $survivor" "$(builds again.log | sed 's,ssh.*://,,' | sort)"
  equal "$how: every unit has a verdict, the lost one that of the builder that is left" \
    "$(sed "s/^$lost none\$/$lost pass $survivor/" before)" "$(verdicts local)"
  equal "$how: the product is what one machine made" "$(grep '^toy-checked ' wanted)" \
    "toy-checked $(hash local "$gate" 2>&1)"
}
lose "a builder dies" one stop one
start one
# Only here: under load, an answer may take longer than this.
NIX_SSHOPTS="$NIX_SSHOPTS -oServerAliveInterval=1 -oServerAliveCountMax=3"
lose "a builder falls silent" two signal two STOP
stop one
stop two

# --- a folder as the transport ------------------------------------------------------------------------------------

# What the second machine shall run, and what a build machine gives it: the programs, and what else these runs take.
wanted=(plain-seed loud-seed plain-helper)
others() {
  local run
  for run in "${wanted[@]}"; do
    on reference nix-store -q --references "$(path reference "toy-checked.runs.$run.drvPath")" | grep '\.drv$'
  done | while read -r drv; do on reference nix-store -q --outputs "$drv"; done | sort -u
}
mapfile -t others < <(others)
give() { (cd p && on reference nix copy --to "$1" "$checked.programs.plain" "$checked.programs.loud" "${others[@]}"); }
log=$(give "file://$work/cache?compression=zstd" 2>&1)
check "the programs are copied to a folder" "$log"
equal "it holds what the runs take, and no run" "helper pkg-config toy-programs-loud toy-programs-plain" \
  "$(sed -n 's,^StorePath: /nix/store/[a-z0-9]*-,,p' cache/*.narinfo | sort | tr '\n' ' ' | sed 's/ $//')"

# take MACHINE FOLDER [OPTION...]: a machine with nothing runs them, with the folder as its only substituter.
take() {
  [ -e "$1" ] || machine "$1"
  build "$1" "$1.log" --max-jobs 1 --keep-going --option substituters "file://$work/$2" --option require-sigs false \
    "${@:3}" "${wanted[@]/#/$checked.runs.}"
}
# did MACHINE: what it built or asked for in the last build, and the verdicts that it has
did() {
  builds "$1.log" | grep -v '^toy-run-' | sed 's/ here$/ was built/' | sort
  fetched "$1.log" | sort -u | sed 's/$/ was asked for/'
  builds "$1.log" | sed -n 's/^toy-run-\(.*\) here$/\1 ran/p' | sort
  verdicts "$1" | grep -v ' none$'
}
take second cache
green "a second machine is green" second.log
equal "it built nothing but the runs" "helper was asked for
pkg-config was asked for
toy-programs-loud was asked for
toy-programs-plain was asked for
loud-seed ran
plain-helper ran
plain-seed ran
loud-seed pass second
plain-helper pass second
plain-seed pass second" "$(did second)"

# The file of programs of a variant, in a folder; and what tells of it.
info() { grep -l "^StorePath: .*-toy-programs-$2\$" "$1"/*.narinfo; }
file() { echo "$1/$(sed -n 's/^URL: //p' "$(info "$1" "$2")")"; }

cp -R cache unknown
rm "$(info unknown plain)"
cp -R cache absent
rm "$(file absent plain)"
for folder in unknown absent; do
  take "without-$folder" "$folder"
  green "programs $folder in the folder: a machine is green" "without-$folder.log"
  equal "programs $folder in the folder: it built them itself, and ran what it owes" "toy-programs-plain was built
loud-seed ran
plain-helper ran
plain-seed ran
loud-seed pass without-$folder
plain-helper pass without-$folder
plain-seed pass without-$folder" "$(did "without-$folder" | grep -v ' was asked for$')"
done

cp -R cache cut
truncate -s -20 "$(file cut plain)"
cp -R cache false
cp "$(file cache loud)" "$(file false plain)" # sound in itself, and green if it were run
for folder in cut false; do
  if take "with-$folder" "$folder"; then status=0; else status=$?; fi
  equal "a $folder file of programs: the machine is red and says why" "1 error: some substitutes for the outputs of \
derivation '*-toy-programs-plain.drv' failed (usually happens due to networking issues); try '--fallback' to build \
derivation from source" "$status $(messages "with-$folder.log" | sed -n "s,/nix/store/[a-z0-9]*-,*-,; /^error: some/p")"
  equal "a $folder file of programs: what takes them has not run" "loud-seed ran
loud-seed pass with-$folder" "$(did "with-$folder" | grep -v ' was asked for$')"
  take "with-$folder" "$folder" --fallback
  green "a $folder file of programs: with --fallback it is green" "with-$folder.log"
  equal "a $folder file of programs: and has built them itself" "toy-programs-plain was built
plain-helper ran
plain-seed ran
loud-seed pass with-$folder
plain-helper pass with-$folder
plain-seed pass with-$folder" "$(did "with-$folder" | grep -v ' was asked for$')"
done

# A folder of runs, in which the output of one lies under the name of another, too. Nix was told not to ask for signatures,
# and takes it; the gate does not.
(cd p && on local nix copy --to "file://$work/forged" "$checked.runs.left" "$checked.runs.plain-seed") 2>copy.log
left=$(grep -l '^StorePath: .*-toy-run-left$' forged/*.narinfo)
seed=$(grep -l '^StorePath: .*-toy-run-plain-seed$' forged/*.narinfo)
{ grep '^StorePath: ' "$left" && grep -v '^StorePath: ' "$seed"; } >forged.narinfo && mv forged.narinfo "$left"
machine gullible
status=0
build gullible forged.log --option substituters "file://$work/forged" --option require-sigs false "$checked" || status=$?
equal "another unit's verdict under the name of a run: it was not run, and the gate is red" "1 toy-run-left not ok left" \
  "$status $(fetched forged.log | grep 'left$') $(on gullible nix log "$(path gullible toy-checked.drvPath)" 2>&1 | sed -n 's/^\(not ok [^:]*\):.*/\1/p')"

finish
