# Runs one unit and keeps what happened: log, verdict, junit.xml, replay. Succeeds either way.
# nightshift.nix sets before: suite plan unit variant seed ("-": takes none) limit (seconds, 0:
# none) programs (their folder); scriptPath and replayPath are files with the unit's shell text.
# shellcheck shell=bash disable=SC2154

microseconds() {
  local time=${EPOCHREALTIME:-$SECONDS.000000}
  echo "${time/[.,]/}"
}

# XML text. Bytes that XML or UTF-8 might not have become '?'; the log has them all.
escape() {
  LC_ALL=C tr -c '\t\n\040-\176' '?' | sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g'
}

mkdir -p "$out" work
cp "$replayPath" "$out/replay"
cp -R --preserve=mode "$programs/." work
chmod -R u+w work
cd work || exit

# Farms kill what is silent for long. Without sleep's output closed, it would hold up the end.
(while sleep 300 >/dev/null 2>&1; do echo "$unit: still running"; done) &
heartbeat=$!

# To a file and not through a pipe: a process that a test left behind would keep that open.
command=(sh "$scriptPath")
if [ "$limit" != 0 ]; then
  command=(timeout -k 10 "$limit" "${command[@]}")
fi
start=$(microseconds)
status=0
"${command[@]}" >"$out/log" 2>&1 </dev/null || status=$?
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
elif [ "$status" -ge 125 ]; then
  verdict=crash
else
  verdict=fail
fi

{
  echo "nightshift 1"
  echo "suite $suite"
  echo "plan $plan"
  echo "unit $unit"
  echo "verdict $verdict"
  echo "status $status"
  if [ "$seed" != - ]; then echo "seed $seed"; fi
  echo "seconds $seconds"
  echo "end"
} >"$out/verdict"

{
  echo '<?xml version="1.0" encoding="UTF-8"?>'
  echo "<testsuite name=\"$suite\" tests=\"1\">"
  echo "<testcase classname=\"$suite.$variant\" name=\"$unit\" time=\"$seconds\">"
  if [ "$verdict" != pass ]; then
    if [ "$verdict" = fail ]; then element=failure; else element=error; fi
    echo "<$element type=\"$verdict\" message=\"exit status $status, seed $seed\">"
    tail -n 200 "$out/log" | escape
    echo "</$element>"
  fi
  echo '</testcase>'
  echo '</testsuite>'
} >"$out/junit.xml"

echo "$unit: $verdict, exit status $status, seed $seed, $seconds s"
