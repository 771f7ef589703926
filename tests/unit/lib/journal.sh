# For the tests of journals (gen/unit/journal.h): lines are made of the folders of units. Sourced after tests/tap/lib.sh.
# shellcheck shell=sh disable=SC2154 # of the scripts that source this

${CC:-cc} -std=c17 -O1 -o "$work/.sums" "$top/tests/unit/lib/sums.c" || { echo "Bail out! sums.c does not compile"; exit 3; }

# sums: each line of standard input, behind its checksum.
sums() { "$work/.sums"; }

# as_lines DIR [UNIT...]: from now on the journal of DIR says what the verdicts of these units said, whatever that is, and their folders
# are gone; of all units that left a verdict and nothing else.
as_lines() {
	lines_of=$1
	shift
	# shellcheck disable=SC2046 # names
	[ $# != 0 ] || set -- $(cd "$lines_of" && for folder in *; do [ "$(echo "$folder"/*)" != "$folder/verdict" ] || echo "$folder"; done)
	for one do
		paste -s "$lines_of/$one/verdict" | sums >>"$lines_of/journal"
		rm -r "${lines_of:?}/$one"
	done
}

# tear FILE BYTES: so many bytes are lost at its end.
tear() {
	head -c $(($(wc -c <"$1") - $2)) "$1" >"$work/.torn"
	cat "$work/.torn" >"$1"
}

# sound FILE: are the checksums of all its lines right, and is each of them whole? So it is if there is no file.
sound() { [ ! -e "$1" ] || cut -f 2- "$1" | sums | cmp -s - "$1"; }

# found DIR: the units in it, sorted: UNIT VERDICT line|folder, and the logs.
found() {
	(
		cd "$1" || exit
		[ ! -f journal ] || awk -F '\t' '{
			split("", is)
			for (i = 2; i <= NF; i++) { n = index($i, " "); is[substr($i, 1, n - 1)] = substr($i, n + 1) }
			print is["unit"], is["verdict"], ($NF == "end" ? "line" : "broken line")
		}' journal
		find . -name verdict | sed 's:^\./::; s:/verdict$::' | while read -r folder; do
			echo "$folder $(sed -n 's/^verdict //p' "$folder/verdict") folder$([ ! -e "$folder/log" ] || echo ', log')"
		done
	) | LC_ALL=C sort
}
