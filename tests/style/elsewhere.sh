#!/bin/sh
# Scripts say nothing that macOS has not: those that people and generated files run, and the tests. What the steps of workflows may say: by the job's
# platform, tests/emit/workflow-files.sh. In makefiles, nothing that older ones read otherwise stands before the line that stops them.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

if ! command -v python3 >/dev/null; then
	skip "what scripts say" "python3 is not here"
	finish
fi
cd "$top" || exit 3
# Nix brings its tools, and this script says what it plants.
texts=$(echo Makefile gen/embed .ci/run .github/actions/*/*.sh templates/*.tmpl templates/ci/* tests/rts/Makefile tests/rts/mutate tests/rts/suite.xml tests/unit/mutate tests/tap/demo tests/tap/python \
	tests/tap/run tests/tap/setup && find tests -name '*.sh' ! -path 'tests/nix/*' ! -path tests/style/elsewhere.sh)
# shellcheck disable=SC2086 # words
quiet "scripts say nothing that macOS has not" python3 tests/style/elsewhere.py $texts

# unguarded FILE: what make before 4.3 reads in another way, above the line that stops it
unguarded() {
	awk '/^\$\(error .* needs GNU Make 4\.3 / { stopped = 1 }
		!stopped && /^define .*=|\$\(file |\$\(let |&:|^\.ONESHELL|\$\(intcmp |!=/ && !/^#/ { print FILENAME ":" FNR ": " $0 }
		END { if (!stopped) print FILENAME ": an older make is not stopped" }' "$1"
}
for file in Makefile templates/tests.mk.tmpl tests/rts/tests.mk; do
	quiet "$file stops an older make first" unguarded $file
done

# --- planted

cd "$work" || exit 3
# planted TEXT [FOUND]: that line in a script is seen
planted() {
	printf '#!/bin/sh\ntrue\n%s\n' "$1" >planted.sh
	equal "planted: $1" "planted.sh:3: ${2-$1}" "$(python3 "$top/tests/style/elsewhere.py" planted.sh)"
}
# shellcheck disable=SC2016 # texts
{
	planted 'date -d'
	planted 'sed -i s/a/b/ x' 'sed -i'
	planted 'sed -n -i s/a/b/ x' 'sed -n -i'
	planted 'sed -r s/a/b/' 'sed -r'
	planted 'stat -c %s x' 'stat -c'
	planted 'readlink -f x' 'readlink -f'
	planted 'grep -oP x' 'grep -oP'
	planted 'sort -k1 -V' 'sort -k1 -V'
	planted 'xargs -0r rm' 'xargs -0r'
	planted 'mktemp --suffix=x' 'mktemp --'
	planted 'cp --reflink x y' 'cp --r'
	planted 'head -n -1' 'head -n -'
	planted 'touch -d @0 x' 'touch -d @'
	planted 'declare -A x' 'declare -A'
	planted 'mapfile -t x' 'mapfile'
	planted 'echo ${x,,}' '${x,'
	planted 'true |& cat' '|&'
	planted 'A=b run x' 'A=b run'
	planted "grep -q 'a\\|b' x" "grep -q 'a\\|"
	planted "sed -n 's/a\\+/b/p' x" "sed -n 's/a\\+"
	planted "awk '{ print gensub(/a/, 1, 2) }'" 'gensub('
	planted "awk -F ',' -v a=\"\$b\" '{ print strftime(1) }'" 'strftime('
	planted "awk '{ asorti(a) }'" 'asorti('
}
printf '%s\n' '# sed -i' 'sed -i.bak x' 'awk_date=1' "echo 'a;&lt;b'" 'rm -- x' >planted.sh
quiet "what is allowed is not seen" python3 "$top/tests/style/elsewhere.py" planted.sh
sed '/^$(error /d' "$top/templates/tests.mk.tmpl" >planted.mk
unguarded planted.mk | grep -q 'an older make is not stopped'
check "planted: tests.mk that does not stop an older make"
{ printf 'define x :=\nendef\n' && cat "$top/templates/tests.mk.tmpl"; } >planted.mk
equal "planted: 'define x :=' before the line that stops it" "planted.mk:1: define x :=" "$(unguarded planted.mk)"
finish
