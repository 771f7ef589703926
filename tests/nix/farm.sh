#!/usr/bin/env bash
# A farm, as TAP: Nix spreads the runs over two builders, and a builder is lost in the middle.
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
# shellcheck disable=SC2016,SC2034,SC2154,SC2317
# shellcheck source-path=SCRIPTDIR source=lib/farm.sh
. "$(dirname "$0")/lib/farm.sh"

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

# --- the runs, spread -------------------------------------------------------------------------------------------------

build reference reference.log "$checked"
green "the gate is green where one machine does it all" reference.log
rm meeting/* # the two shall meet once more
build local farm.log "${farm[@]}" "$checked"
green "the gate is green where builders do it all" farm.log
builds farm.log >built
quiet "where builders do it all, nothing is built here" sed -n '/ here$/p' built
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
equal "product, gate and the programs of both variants have a hash" 4 "$(grep -c ' sha256-' wanted)"
equal "product and programs from builders are what one machine made, byte for byte" "$(cat wanted)" "$(hashes local)"
build local pr.log --max-jobs 1 "${builders[@]}" "$checked.lanes.pr"
equal "a gate is made here where anything may be, and then nothing else is" "toy-checked-pr here" "$(builds pr.log)"

# --- a builder is lost ------------------------------------------------------------------------------------------------

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
    "$status $(messages lost.log | as_before | sed -n "s,/nix/store/[a-z0-9]*-,*-,g; /^error: [b1]/p" | tr '\n' ' ' | sed 's/ $//')"
  equal "$how: that one has no verdict, and the others have theirs" "$lost none" "$(verdicts local | grep -v ' pass ')"
  gate=$(path local toy-checked)
  made=$(for machine in local one two; do on "$machine" nix path-info "$gate" 2>/dev/null; done)
  equal "$how: nobody has made the gate's output" "" "$made"
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

finish
