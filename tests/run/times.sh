#!/bin/sh
# When units ran: the times in verdicts and in the record tell how many ran at a time. With whole seconds the page showed eighteen workers for a run
# with two.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

machine=$(uname -m)
[ "$machine" != arm64 ] || machine=aarch64
mkdir -p repo
{
	echo "<suite name=\"s\"><platform name=\"p\" system=\"$machine-$(uname -s | tr '[:upper:]' '[:lower:]')\" runner=\"r\" pr=\"checked\" merge=\"checked\" nightly=\"checked\"/>"
	echo '<run>sleep 0.01</run><variant name="v"/>' # m is a line of the journal, and n, which prints, has a folder
	for i in $(seq 12); do echo "<module name=\"m$i\"/><module name=\"n$i\"><run>sleep 0.06; echo n</run></module>"; done
	echo '</suite>'
} >repo/nightshift.xml
printf '%s\n' build .nightshift >repo/.gitignore
repository repo
(cd repo && "$nightshift" generate -q) || not_ok "generate"
cd repo || exit 3
# overlap: of lines "finished seconds", how many different ends there are, and how many units ran at one time at most.
overlap() {
	awk '{ ends[$1]++; printf "%.6f +\n%.6f -\n", $1 - $2, $1 }  END { print "ends", length(ends) > "ends.txt" }' |
		sort -k 1,1n -k 2,2 | awk '{ n += $2 == "+" ? 1 : -1; if (n > most) most = n } END { print most }'
}
# at_a_time NAME JOBS LINES
at_a_time() {
	most=$(overlap <"$3")
	[ "$most" -ge 1 ] && [ "$most" -le "$2" ] && [ "$(cut -d' ' -f2 ends.txt)" -ge 20 ]
	check "$1: 24 units at -j$2 end at different times, no more than $2 of them at a time" "$most at a time; $(cat ends.txt)"
}
for jobs in 1 2 3; do
	"$nightshift" run -q --results=journal -j$jobs >/dev/null || not_ok "run -j$jobs"
	{
		cat build/nightshift/*/verdict
		tr '\t' '\n' <build/nightshift/journal
	} | awk '$1 == "seconds" { s = $2 } $1 == "finished" { f = $2 } $1 == "end" { print f, s }' >verdicts.txt
	at_a_time "verdicts in folders and in lines" $jobs verdicts.txt
	sqlite3 -separator ' ' .nightshift/record.db "SELECT printf('%.6f', finished / 1e6), printf('%.6f', usec / 1e6) FROM result WHERE run = (SELECT max(id) FROM run)" >record.txt
	at_a_time "the record" $jobs record.txt
done
[ -s build/nightshift/journal ] && [ -e build/nightshift/v-n1/verdict ]
check "there were lines and folders"
# What cannot be: the same times in whole seconds.
sed 's/\.[0-9]* / /' verdicts.txt >whole.txt
[ "$(overlap <whole.txt)" -gt 3 ]
check "whole seconds would tell of more"
finish
