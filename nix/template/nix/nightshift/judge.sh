# Fails unless each owed unit has, in its folder, a whole verdict that is of this unit, as this plan
# has it, and of this seed, and says pass. What is absent, or half written, is not a pass.
# shell.nix sets before: name suite plan system note (where the seed is from) hint (where more is to
# be read) owed (lines of unit, seed or "-", part, folder; parted by tabs).
# shellcheck shell=bash disable=SC2154

# Sets wrong to what is wrong with the unit $1 of seed $2 and part $3 in folder $4; to nothing if it
# passed.
judge() {
  local key="" value="" last=""
  local -A is=()
  if [ -f "$4/verdict" ]; then
    while read -r key value; do
      is[${key:-blank}]=$value
      last=$key
    done <"$4/verdict"
  fi
  if [ "$last" != end ]; then
    wrong="no verdict"
  elif [ "${is[nightshift]-} ${is[suite]-} ${is[unit]-}" != "1 $suite $1" ]; then
    wrong="its verdict is of another unit, ${is[suite]-} ${is[unit]-}"
  elif [ "${is[part]-}" != "$3" ]; then
    wrong="its verdict is of another plan, where it is ${is[part]-}"
  elif [ "${is[seed]:--}" != "$2" ]; then
    wrong="it ran with seed ${is[seed]:--} and owes seed $2"
  elif [ "${is[verdict]-} ${is[status]-}" != "pass 0" ]; then
    wrong="${is[verdict]-}, exit status ${is[status]-}, seed $2"
  else
    wrong=""
  fi
}

echo "$name: plan $plan; $note"
count=0
red=()
while IFS=$'\t' read -r unit seed part folder; do
  if [ -z "$unit" ]; then continue; fi
  count=$((count + 1))
  judge "$unit" "$seed" "$part" "$folder"
  if [ -z "$wrong" ]; then
    echo "ok $unit"
    continue
  fi
  red+=("$unit: $wrong")
  echo "not ok $unit: $wrong"
  if [ -f "$folder/log" ]; then
    tail -n 20 "$folder/log" | sed 's/^/    | /'
  fi
  if [ -f "$folder/replay" ]; then
    echo "    again:"
    sed 's/^/    $ /' "$folder/replay"
  fi
done <<<"$owed"

# The last lines are what Nix shows of a failed build.
if [ "$count" = 0 ]; then
  echo "$name: red: it owes no unit on $system, so nothing ran"
  exit 1
fi
if [ "${#red[@]}" != 0 ]; then
  echo "$name: red: ${#red[@]} of $count units did not pass; $note"
  if [ -n "$hint" ]; then echo "  $hint"; fi
  printf '  %s\n' "${red[@]}"
  exit 1
fi
echo "$name: all $count units passed"
