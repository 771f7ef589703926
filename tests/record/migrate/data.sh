# What a record of each step of the schema can hold, made by the program of its time. Sourced behind tests/tap/lib.sh.
# shellcheck shell=sh disable=SC2154 # work and nightshift are of tests/tap/lib.sh

# make_data STEP: in r/, by the program $nightshift, what records of that step can hold; the record is r/.nightshift/record.db
make_data() {
	rm -rf r data
	mkdir -p r/t data
	cat >r/nightshift.xml <<-'END'
	<suite name="s" dir="t">
	  <platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
	  <platform name="mac" system="aarch64-darwin" runner="r" pr="build" merge="none" nightly="checked"><gap reason="few" until="2030-01-01"/></platform>
	  <seed from="commit" fallback="4711" env="SEED"/>
	  <run>true {module}</run>
	  <variant name="v"/>
	  <module name="one" seconds="4"/>
	  <module name="two" seconds="3" seed="head"/>
	  <module name="slow" lane="nightly" reason="slow" seconds="1"/>
	  <exclude name="dead" reason="it is"/>
	</suite>
	END
	[ "$1" -lt 3 ] || rewrite 's/seconds="4"/& match="one.*"/' r/nightshift.xml
	repository r
	"$nightshift" generate -q -C r && repository r generated && "$nightshift" generate -q -C r
	plan=$(git hash-object r/nix/s.json)
	part=$("$nightshift" part --plan r/nix/s.json --platform linux v-one 2>/dev/null | cut -f 2) # none, before there were parts
	commit=$(git -C r rev-parse HEAD)
	verdict n1 linux v-one pass 0 1 1767225700
	verdict n1 linux v-two fail 1 1 1767225701 "seed 99"
	printf 'the log\tof two\n' >data/n1-linux/v-two/log
	touch -t 202601010001 data/n1-linux/v-two/log
	verdict n1 mac v-slow timeout 124 1 1767225800
	if [ "$1" -ge 5 ]; then
		verdict n1 mac v-one skipped 77 1 1767225801
		verdict n2 mac v-one pass 0 1 1767229200
		verdict n3 mac v-one skipped 77 1 1767229200
		rewrite 's/^run n3/run n2/' data/n3-mac/v-one/verdict
		at 1767229200 data/n3-mac/v-one/verdict
	fi
	verdict n2 linux v-one crash 139 1 1767229300
	verdict n3 linux v-one pass 0 2 1767229400
	rewrite 's/^run n3/run n2/' data/n3-linux/v-one/verdict
	at 1767229400 data/n3-linux/v-one/verdict
	for folder in n1-linux n1-mac n2-linux n3-linux n2-mac n3-mac; do
		[ ! -d "data/$folder" ] || "$nightshift" record -q -C r "$work/data/$folder" 2>/dev/null
	done
	if [ "$1" -ge 2 ]; then
		verdict nix-x linux v-one pass 0 1 1767225600 ${part:+"part $part"}
		rewrite '/^lane/d;/^commit/d;/^tree/d' data/nix-x-linux/v-one/verdict
		at 1767225600 data/nix-x-linux/v-one/verdict
		for night in 1 2; do
			"$nightshift" record -q -C r --lane nightly --commit "$commit" --run "github-$night" --started $((1767225600 + night * 5)) "$work/data/nix-x-linux"
		done
	fi
	if [ "$1" -ge 3 ]; then
		cat >data/one.xml <<-'END'
		<testsuites><testsuite name="one.a"><testcase classname="one.b" name="c1" time="1"/><testcase classname="one.b" name="c2" time="2"><failure
		message="no">why</failure></testcase></testsuite><testsuite name="strange"><testcase classname="nobody" name="c3" time="0.1"/></testsuite></testsuites>
		END
		touch -t 202601010003 data/one.xml
		if [ "$1" -ge 5 ]; then
			printf '1..2\nok 1 - b # SKIP not here\nok 2 - c # SKIP nor there\n' >data/one.tap
			touch -t 202601010004 data/one.tap
			"$nightshift" record -q -C r --lane pr --platform linux --commit "$commit" --run j2 "$work/data/one.tap" 2>/dev/null
		fi
		"$nightshift" record -q -C r --lane pr --platform linux --commit "$commit" --run j1 "$work/data/one.xml" 2>/dev/null
	fi
}

# verdict RUN PLATFORM UNIT VERDICT STATUS ATTEMPT FINISHED [LINE]
verdict() {
	mkdir -p "data/$1-$2/$3"
	{
		printf '%s\n' "nightshift 1" "suite s" "plan $plan" "run $1" "unit $3" "platform $2" "lane nightly" "commit $commit" "tree clean" \
			"verdict $4" "status $5" "attempt $6" "seconds 1.25" ${8:+"$8"} end
	} >"data/$1-$2/$3/verdict"
	at "$7" "data/$1-$2/$3/verdict"
}

# at TIME FILE: which is all that the first programs knew of when it finished
at() { touch -t "$(python3 -c "import time; print(time.strftime('%Y%m%d%H%M.%S', time.gmtime($1)))")" "$2"; }

# The record as SQL, with the numbers that tell whose it is.
dump() {
	sqlite3 r/.nightshift/record.db .dump "SELECT 'PRAGMA user_version = ' || user_version || ';' FROM pragma_user_version" \
		"SELECT 'PRAGMA application_id = ' || application_id || ';' FROM pragma_application_id"
}
