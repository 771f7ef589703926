#!/bin/sh
# templates/suite.rng says what the program's own table says, takes what the program takes, and refuses what it refuses as
# far as that is a matter of elements and attributes.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

schema=$top/templates/suite.rng

"$nightshift" help schema >"$work/schema"
same "templates/suite.rng is what 'nightshift help schema' prints" "$schema" "$work/schema"

if ! command -v xmllint >/dev/null; then
	skip "manifests against the schema" "there is no xmllint (Debian: libxml2-utils)"
	finish
fi

# xmllint's statuses: 0 valid, 3 not valid; anything else is about the file or the schema itself.
validate() {
	run xmllint --nonet --noout --relaxng "$schema" "$1"
}

for file in "$top"/tests/emit/golden/*/manifest.xml "$top"/tests/rts/suite.xml; do
	validate "$file"
	[ "$status" = 0 ]
	check "$(basename "$(dirname "$file")") is valid" "$err"
done

for name in attribute-missing attribute-unknown date-bad element-place element-text element-twice element-unknown enum-bad env-name many \
	name-bad number-bad root-name seconds-bad seed-bad; do
	validate "$top/tests/suite/error/$name.xml"
	[ "$status" = 3 ]
	check "error/$name is not valid" "exit status $status: $err"
done

# Each mistake of those manifests alone is seen, not only the first: one line of each, in a suite that is right otherwise.
while IFS='|' read -r line; do
	{
		echo '<suite name="s">'
		echo '<platform name="p" system="x86_64-linux" runner="r" pr="none" merge="none" nightly="none"><gap reason="r"/></platform><variant name="v"/>'
		printf '%s\n</suite>\n' "$line"
	} >"$work/one.xml"
	validate "$work/one.xml"
	[ "$status" = 3 ]
	check "not valid: $line" "exit status $status: $err"
	run "$nightshift" lint -f one.xml
	[ "$status" = 2 ]
	check "nor for the program: $line" "exit status $status: $err"
done <<'E2'
<module name=""/>
<module name="a b"/>
<module name="-a"/>
<module name="m" seconds="-1"/>
<module name="m" timeout="604801"/>
<module name="m" timeout="0"/>
<module name="m" from="-1" to="1"/>
<module name="m" seed="HEAD"/>
<module name="m" lane="night" reason="r"/>
<module name="m"><gap reason="r"/></module>
<module name="m">text</module>
<module/>
<env name="A-B" value=""/>
<env name="A"/>
<exclude name="x"/>
<exclude name="x" reason="r" until="tomorrow"/>
<seed fallback="1"/>
<nix strategy="best"/>
<nix/><nix/>
<nix shards="0"/>
<nix shards="1001"/>
<nix shards="2" jobs="1025"/>
<nix library="copy"/>
<build><test-only/></build>
<test-only path="x"/>
<run timeout="ten">./t</run>
<group name="g"/>
<shards lane="pr" platform="p" count="0"/>
<discover as="guess">x</discover>
<promote/>
<ignore path="x"/>
<module name="m"><ignore paths="x"/></module>
<module name="m" due="never"/>
<select lane="nightly" per-class="1"/>
<select lane="pr"/>
<select lane="pr" per-class="0"/>
<workflow/>
<workflow required="r" engine="jenkins"/>
<workflow required="r"><lane name="weekly"/></workflow>
<workflow required="r"><lane name="pr" timeout="0"/></workflow>
<workflow required="r"><share retention="91"/></workflow>
<workflow required="r"><step/><step>x</step></workflow><workflow required="r"/>
<workflow required="r"><cachix secret="S"/></workflow>
<lane name="pr"/>
<module name="m" mode="a b"/>
<module name="m" cost="0"/>
<module name="m" cost="1.5"/>
<group cost="1025"><module name="m"/></group>
<suite cost="2"/>
<run protocol="TAP">x</run><module name="m"/>
<run skip-status="0">x</run><module name="m"/>
<run skip-status="256">x</run><module name="m"/>
<module name="m" protocol="tap"/>
<run may-skip="r">x</run><module name="m"/>
E2

# And what both take.
while read -r line; do
	{
		echo '<suite name="s">'
		echo '<platform name="p" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/><variant name="v"/><run>./t</run>'
		printf '%s\n</suite>\n' "$line"
	} >"$work/one.xml"
	validate "$work/one.xml"
	[ "$status" = 0 ]
	check "valid: $line" "exit status $status: $err"
	run "$nightshift" lint --no-discover -f one.xml
	[ "$status" = 0 ]
	check "and for the program: $line" "exit status $status: $err"
done <<'E2'
<module name="A_b.c+d-e" seconds="0.5" timeout="604800"/>
<group cost="1024"><module name="m" cost="1"/></group>
<module name="64" from="0" to="2147483647" chunks="2"/>
<seed fallback="2147483647" env="_S1" from="tree"/><module name="m" seed="2147483647"/><module name="n" seed="none"/>
<group lane="nightly" reason="r"><run>x</run><module name="m"><run timeout="1">y</run></module></group>
<module name="m"/><nix shards="1000" jobs="1024"/><build><test-only path="/a/b"/><test-only path="c"/></build>
<module name="m"/><nix shards="1" strategy="recheck"/>
<module name="m"/><nix/><build><command>make</command><command>make 2</command></build>
<module name="m"/><discover expect="0">true</discover><exclude name="x" reason="r" until="2027-02-28"/>
<module name="m" paths="a/** !b" class="{module}" due="always"/><promote paths="/x"/><promote paths="y"/><ignore paths="z"/>
<group paths="x" class="k" due="paths"><module name="m"/></group><select lane="pr" per-class="1"/>
<module name="m"/><nix/><workflow required="r s" cron="1 2 * * *" nightshift="n"><lane name="pr" timeout="2"/><on-failure/><event name="merge_group"/></workflow>
<module name="m"/><workflow required="r" cron="1 2 * * *" engine="make"><setup>a</setup><step platforms="p">c</step><share compression="0"/></workflow>
<group mode="a"><module name="m"/><module name="n" mode="b.c"/></group>
<module name="m" may-skip="r"><run protocol="junit" report="a/{unit}.xml" skip-status="123">x</run></module>
<group may-skip="r"><run protocol="tap" skip-status="1">x</run><module name="m"/></group>
<param name="p" words=""/><module name="m"><run>x {p}</run><param name="p" value=""/><env name="E" value=""/></module>
E2
finish
