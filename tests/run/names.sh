#!/bin/sh
# What a unit is called whose producer gives its test another name than an id may have: on the terminal, in JUnit XML, which comes back
# into the record under that name, and where nothing ran.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

mkdir -p r/t
cat >r/nightshift.xml <<'END'
<suite name="s">
  <discover from="tap" files="t/*.t"/>
</suite>
END
for name in 'a b' 'c,d' plain; do printf '#!/bin/sh\necho 1..1\necho ok 1\n' >"r/t/$name.t"; done
repository r
"$nightshift" generate -q -C r || not_ok "generate"
run "$nightshift" run -C r --junit=../j.xml
equal "a unit is shown by the name that its producer gives it" "default-t/a b.t
default-t/c,d.t
default-t/plain.t" "$(echo "$out" | sed -n 's/^\[.* s  //p' | sort)"
# chosen WORD ID...: which units that word chooses
chosen() {
	word=$1
	shift
	run "$nightshift" list -C r "$word"
	equal "'$word' chooses $*" "$(printf '%s\n' "$@")" "$out$err"
}
chosen 'default-t/a b.t' default-t+-a+_b.t
chosen 't/a b.t' default-t+-a+_b.t
chosen 't/*[bd].t' default-t+-a+_b.t default-t+-c+2cd.t
chosen 'default-t/p*' default-t+-plain.t
chosen '*+-p*' default-t+-plain.t
run "$nightshift" list -C r t/plane.t
ends "a name that is nearly one" 2 "nightshift: error: no unit, variant or module is named 't/plane.t'; did you mean 't/plain.t'?" ""
run "$nightshift" replay -C r last default-t+-plain.t
case $out in *"says nothing of"*) not_ok "a suite without platforms runs on this machine, too" "$out" ;; *"make -f tests.mk"*) ok "a suite without platforms runs on this machine, too" ;; *) not_ok "a suite without platforms runs on this machine, too" "$out$err" ;; esac
equal "and so it is in JUnit XML" 'default-t/a b.t
default-t/c,d.t
default-t/plain.t' "$(sed -n 's/.*<testcase .* name="\([^"]*\)" .*/\1/p' j.xml)"
rm -rf r/.nightshift
run "$nightshift" record -C r --run r --lane pr --platform any ../j.xml
equal "that file is of these units, when it comes back" "default-t+-a+_b.t pass
default-t+-c+2cd.t pass
default-t+-plain.t pass" "$(sqlite3 -separator ' ' r/.nightshift/record.db 'SELECT unit, verdict FROM result ORDER BY 1')"

# A name that may be an id is the id, and no second name beside it.
mkdir same
cat >same/nightshift.xml <<'END'
<suite name="s">
  <discover from="tap" files="*.t"/>
</suite>
END
printf '#!/bin/sh\necho 1..1\necho ok 1\n' >same/plain.t
repository same
"$nightshift" generate -q -C same || not_ok "generate"
run "$nightshift" run -q -C same --junit=../same.xml
rm -rf same/.nightshift
run "$nightshift" record -q -C same --run r --lane pr --platform any ../same.xml
equal "the JUnit of a plain name comes back, too" "default-plain.t pass" "$(sqlite3 -separator ' ' same/.nightshift/record.db 'SELECT unit, verdict FROM result')"

# The id of one unit may be what people call another. Then nobody can tell which is meant, and none of them has the result.
for name in 'a b' 'a+_b'; do printf '#!/bin/sh\necho 1..1\necho ok 1\n' >"r/$name.t"; done
cat >r/nightshift.xml <<'END'
<suite name="s">
  <variant name="t"/>
  <discover from="tap" files="*.t"/>
</suite>
END
"$nightshift" generate -q -C r || not_ok "generate"
equal "two tests, of which one is called as the other's id" "t-a+2b_b.t t-a+_b.t" "$("$nightshift" list -C r 2>/dev/null | grep 't-a+' | tr '\n' ' ' | sed 's/ $//')"
printf '<testsuite><testcase name="t-a+_b.t"/><testcase name="t-a b.t"/><testcase name="t-a+2b_b.t"/></testsuite>\n' >two.xml
rm -rf r/.nightshift
run "$nightshift" record -C r --run r --lane pr --platform any ../two.xml
case $out in *"1 test case matches no module: 't-a+_b.t'"*) ok "a name that could be either is nobody's" ;; *) not_ok "a name that could be either is nobody's" "$out$err" ;; esac
equal "and each other name is told apart" "t-a+2b_b.t pass
t-a+_b.t pass" "$(sqlite3 -separator ' ' r/.nightshift/record.db 'SELECT unit, verdict FROM result ORDER BY 1')"

for test in 'a b.t t-a+_b.t' 'a+_b.t t-a+2b_b.t'; do
	rm -rf r/.nightshift
	printf '1..1\nok 1\n' >"${test% *}.tap"
	run "$nightshift" record -C r --run r --lane pr --platform any "../${test% *}.tap"
	equal "a report of TAP by the path of its script, '${test% *}'" "${test##* }" "$(sqlite3 r/.nightshift/record.db 'SELECT unit FROM result')"
done

# Where nothing could run, the names are those, too.
cat >r/nightshift.xml <<'END'
<suite name="s">
  <fixture name="image" key="one" output="build/image"><command>false</command></fixture>
  <module name="other"><run>true</run></module>
  <group needs="image"><discover from="tap" files="t/*.t"/></group>
</suite>
END
"$nightshift" generate -q -C r || not_ok "generate"
run "$nightshift" run -C r '*plain*' '*c+2cd*' other
equal "what was not run is named so" "not run: default-t/c,d.t default-t/plain.t" "$(echo "$out" | grep '^not run')"
finish
