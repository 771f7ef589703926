# What the tests of nightshift run share: a repository with a small suite, what its units do, and what a run said of them.
# Sourced after tests/tap/lib.sh. The run is with a real make, and where it needs one, with a real terminal (terminal.py).
# Units are shell text: do/UNIT, if there is one, is what that unit does. Nothing waits for a time: it waits for a file.
# shellcheck shell=sh disable=SC2016,SC2034,SC2154 # units' text in single quotes; for and of the scripts that source this

python=$("$top/tests/tap/python" pyte junitparser) || python=python3
machine=$(uname -m)
[ "$machine" != arm64 ] || machine=aarch64
system=$machine-$(uname -s | tr '[:upper:]' '[:lower:]')
other=riscv64-linux # nobody's

# A run that is killed leaves a folder there.
mkdir "$work/temporary"
export TMPDIR="$work/temporary"

# suite FOLDER: a repository with 9 units for here, one of them at night, and 8 for elsewhere.
suite() {
	mkdir -p "$1/t/do"
	cat >"$1/t/suite.xml" <<-END
		<suite name="s" dir="t">
		  <platform name="here" system="$system" runner="u" pr="checked" merge="checked" nightly="checked"/>
		  <platform name="there" system="$other" runner="u" pr="build" merge="none" nightly="checked"/>
		  <seed from="commit" fallback="7" env="S_SEED"/>
		  <program path="made-{variant}"><command>sh build.sh {variant}</command></program>
		  <run>sh unit.sh {unit}</run>
		  <variant name="v"/>
		  <variant name="w"/>
		  <module name="a" seconds="9" seed="head"/>
		  <module name="b" seconds="8"/>
		  <module name="c" from="0" to="3" chunks="2" seconds="12"/>
		  <group lane="nightly" reason="slow"><module name="n" variants="v" platforms="here" seconds="1"/></group>
		  <shards lane="nightly" platform="there" count="2" jobs="1"/>
		</suite>
	END
	echo 'echo "building $1"; : >"made-$1"' >"$1/t/build.sh"
	# A unit says when it starts and ends, in a file that is nobody's result.
	cat >"$1/t/unit.sh" <<-'END'
		echo "$1" >>ran
		if [ -f "do/$1" ]; then . "./do/$1"; else echo "$1 is fine"; fi
	END
	printf '%s\n' build .nightshift ran 'made-*' go >"$1/.gitignore"
	repository "$1"
	(cd "$1" && "$nightshift" generate -q)
	repository "$1"
}

# in_repository FOLDER: makes that suite, and goes there.
in_repository() {
	suite "$1"
	cd "$1" || exit 3
	seed=$("$nightshift" seed)
	cp t/suite.xml "$work/old.xml"
	cp t/build.sh "$work/build.sh"
}

# small FOLDER [ATTRIBUTES] <BODY: a repository whose suite has that in it below the platform `here`, which has these attributes, too. Go
# there. Its units run `sh unit.sh {unit}`, unless the body says otherwise, and do what do/UNIT says, as above.
small() {
	mkdir -p "$1/do"
	{
		echo "<suite name=\"s\">"
		echo "<platform name=\"here\" system=\"$system\" runner=\"u\" pr=\"checked\" merge=\"checked\" nightly=\"checked\" ${2-}/>"
		cat
		echo '</suite>'
	} >"$1/nightshift.xml"
	echo '[ ! -f "do/$1" ] || . "./do/$1"' >"$1/unit.sh"
	printf '%s\n' build .nightshift ran log 'do' 'made*' 'pid*' go 'go-*' 'is-*' >"$1/.gitignore"
	repository "$1"
	cd "$1" || exit 3
	seed=none
	"$nightshift" generate -q || not_ok "generate $1"
	repository .
}

# The number of the keeper of the unit that asks, as shell text: the parent of the leader of the unit's process group.
keeper='$(ps -o ppid= -p "$(ps -o pgid= -p $$ | tr -d " ")" | tr -d " ")'

# units_do UNIT... <TEXT: what each of them does from now on.
units_do() {
	text=$(cat)
	for unit; do printf '%s\n' "$text" >"do/$unit"; done
}

# does UNIT TEXT: what the unit does from now on; without a text it passes again.
does() {
	if [ "${2-}" ]; then echo "$2" >"t/do/$1"; else rm -f "t/do/$1"; fi
}

# timeless TEXT: with no times in it, nor the commit's seed or a run's name.
timeless() {
	printf '%s\n' "$1" | sed -E "s/ +[0-9.]+ s  / T  /; s/ in [0-9.]+ s:/ in T:/; s/$seed/SEED/g; s/[0-9]{8}T[0-9]{6}Z-[A-Za-z0-9-]+/RUN/"
}

# ran: the units that ran since the last time, each once.
ran() {
	sort -u t/ran 2>/dev/null | tr '\n' ' ' | sed 's/ $//'
	rm -f t/ran
}

# sql TEXT
sql() {
	sqlite3 .nightshift/record.db "$1"
}

# junit FILE: what other programs read in this JUnit file, in $out.
junit() {
	run "$python" "$top/tests/run/lib/junit.py" "$1"
}

# until_there FILE: it is there and, with -s before it, not empty; half a minute at most.
until_there() {
	test=-e patience=3000
	[ "$1" != -s ] || { test=-s; shift; }
	until test "$test" "$1"; do
		sleep 0.01
		patience=$((patience - 1))
		[ $patience -gt 0 ] || { not_ok "waited in vain for $1"; finish; }
	done
}

# hostless TEXT: with no name of a machine in it, and no time.
hostless() {
	printf '%s\n' "$1" | sed -E 's/ on [^ ]+, since [0-9TZ:-]+/ on HOST, since THEN/'
}

# on SIZE ARGUMENT... <ACTIONS: what the screen says, without times.
on() {
	size=$1
	shift
	"$python" "$top/tests/tap/terminal.py" "$size" "$nightshift" run --no-record "$@" 2>&1 | sed -E "s/ +[0-9]+\.[0-9]+ s  / T  /; s/ in [0-9.]+ s:/ in T:/; s/[0-9]+:[0-9]{2}/M:SS/; s/(: |, )([vw]-[a-z_0-9]+) [0-9]+ s/\1\2 T/g; s/$seed/SEED/g; s/w-a T, v-a T/v-a T, w-a T/"
}
