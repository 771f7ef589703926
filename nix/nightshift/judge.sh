# Fails unless each owed unit has, in its folder, a whole verdict that is of this plan, this unit
# and this seed, and says pass. What is absent, or half written, is not a pass.
# nightshift.nix sets before: name suite plan system note (where the seed is from) hint (where more
# is to be read) owed (lines of unit, seed or "-", folder; parted by tabs).
# shellcheck shell=bash disable=SC2154

# Sets wrong to what is wrong with the unit $1 of seed $2 in folder $3; to nothing if it passed.
judge() {
  local key="" value="" last=""
  local -A is=()
  if [ -f "$3/verdict" ]; then
    while read -r key value; do
      is[${key:-blank}]=$value
      last=$key
    done <"$3/verdict"
  fi
  if [ "$last" != end ]; then
    wrong="no verdict"
  elif [ "${is[nightshift]-} ${is[suite]-} ${is[unit]-}" != "1 $suite $1" ]; then
    wrong="its verdict is of another unit, ${is[suite]-} ${is[unit]-}"
  elif [ "${is[plan]-}" != "$plan" ]; then
    wrong="its verdict is of another plan, ${is[plan]-}"
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
while IFS=$'\t' read -r unit seed folder; do
  if [ -z "$unit" ]; then continue; fi
  count=$((count + 1))
  judge "$unit" "$seed" "$folder"
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
  echo "  $hint"
  printf '  %s\n' "${red[@]}"
  exit 1
fi
echo "$name: all $count units passed"
