# Runs one unit of a list and keeps what happened in a folder of its own: log, verdict, junit.xml,
# replay. Succeeds either way, unless the list is strict.
#
# usage: run.sh TODO UNIT. TODO/settings sets what the list has in common: suite platform attempt
# strict work (holds a folder for each variant) results; TODO/UNIT/settings sets variant seed ("-":
# takes none) limit (seconds, 0: none) part; script and replay beside it are shell text.
# shellcheck shell=bash disable=SC1091,SC2154
set -eu -o pipefail

unit=$2
todo=$1/$unit
. "$1/settings"
. "$todo/settings"
results=$results/$unit
# They are the list's: a test that itself runs make must not find them.
unset MAKEFLAGS MFLAGS MAKELEVEL MAKE_TERMOUT MAKE_TERMERR

microseconds() {
  local time=${EPOCHREALTIME:-$SECONDS.000000}
  echo "${time/[.,]/}"
}

# XML text. Bytes that XML or UTF-8 might not have become '?'; the log has them all.
escape() {
  LC_ALL=C tr -c '\t\n\040-\176' '?' | sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g'
}

mkdir "$results"
cp "$todo/replay" "$results/replay"
cd -P "$work/$variant"

# Farms kill what is silent for long. Without sleep's output closed, it would hold up the end.
(while sleep 300 >/dev/null 2>&1; do echo "$unit: still running"; done) &
heartbeat=$!

# To a file and not through a pipe: a process that a test left behind would keep that open.
command=(sh "$todo/script")
if [ "$limit" != 0 ]; then
  command=(timeout -k 10 "$limit" "${command[@]}")
fi
start=$(microseconds)
status=0
"${command[@]}" >"$results/log" 2>&1 </dev/null || status=$?
took=$(($(microseconds) - start))
kill "$heartbeat"
seconds=$(printf '%d.%03d' $((took / 1000000)) $((took / 1000 % 1000)))

# 137 after the limit: the program ignored the first signal, and timeout had to kill it.
if [ "$status" = 0 ]; then
  verdict=pass
elif [ "$limit" != 0 ] && [ "$status" = 124 ]; then
  verdict=timeout
elif [ "$limit" != 0 ] && [ "$status" = 137 ] && [ "$took" -ge $((limit * 1000000)) ]; then
  verdict=timeout
elif [ "$status" -ge 129 ] && [ "$status" -le 192 ]; then # a signal
  verdict=crash
else
  verdict=fail
fi

# The run is named by the store path it makes: seen again, from a cache or after another commit, it
# is the same run. Which plan it is of is for whoever gathers it to say.
run=${out##*/}
{
  echo "nightshift 1"
  echo "suite $suite"
  echo "part $part"
  echo "run nix-${run%%-*}"
  echo "unit $unit"
  if [ -n "$platform" ]; then echo "platform $platform"; fi
  echo "verdict $verdict"
  echo "status $status"
  if [ "$seed" != - ]; then echo "seed $seed"; fi
  echo "seconds $seconds"
  echo "attempt $attempt"
  printf 'finished %(%s)T\n' -1
  echo "end"
} >"$results/verdict"

{
  echo '<?xml version="1.0" encoding="UTF-8"?>'
  echo "<testsuite name=\"$suite\" tests=\"1\">"
  echo "<testcase classname=\"$suite.$variant\" name=\"$unit\" time=\"$seconds\">"
  if [ "$verdict" != pass ]; then
    if [ "$verdict" = fail ]; then element=failure; else element=error; fi
    echo "<$element type=\"$verdict\" message=\"exit status $status, seed $seed\">"
    tail -n 200 "$results/log" | escape
    echo "</$element>"
  fi
  echo '</testcase>'
  echo '</testsuite>'
} >"$results/junit.xml"

echo "$unit: $verdict, exit status $status, seed $seed, $seconds s"
if [ -n "$strict" ] && [ "$verdict" != pass ]; then
  tail -n 20 "$results/log" | sed 's/^/    | /'
  exit 1
fi
