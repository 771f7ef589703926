#!/bin/sh
# Law 5 through Nix: the plan as builtins.fromJSON reads it, and the filters `nix`, `sh | nix` and `json` in templates.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../tap/lib.sh"
values=$here/values.py

# shellcheck source=tests/nix/lib/version.sh
. "$top/tests/nix/lib/version.sh"
command -v python3 >/dev/null || no_nix="python3 is not installed"
if [ -n "$no_nix" ]; then
	skip "values through Nix" "$no_nix"
	finish
fi
# eval EXPRESSION: what it is, as JSON. No store is needed, and no network.
eval_nix() {
	nix-instantiate --eval --strict --json -E "$1" 2>"$work/.nix-err"
}

mkdir "it's a \$dir"
python3 "$values" manifest >suite.xml
"$nightshift" generate --no-record -f suite.xml >/dev/null
eval_nix "builtins.fromJSON (builtins.readFile $work/plan.json)" >plan.read
problem=$(python3 "$values" json plan.read 2>&1)
check "the plan, by builtins.fromJSON" "$problem$(cat "$work/.nix-err")"

mkdir t templates
python3 "$values" templates >t/suite.xml
# through TEMPLATE FILE: what it makes of the values is then in t/tests.mk.
through() {
	printf '%s' "$1" >templates/tests.mk.tmpl
	run "$nightshift" generate --force --no-record -C t -f suite.xml --templates ../templates
	[ "$status" = 0 ] || details "$err"
}
compare() {
	problem=$(python3 "$values" "$@" 2>&1)
	status=$?
}

through '{ <%# variants %><%# env %><% name | ident %> = <% value | nix %>; <%/ env %><%/ variants %>}'
eval_nix "import $work/t/tests.mk" >read
compare list read
[ $status = 0 ]
check "nix: a text" "$problem$(cat .nix-err)"

through '<%# variants %><% programs | nix %><%/ variants %>'
eval_nix "import $work/t/tests.mk" >read
compare list read
[ $status = 0 ]
check "nix: a list" "$problem$(cat .nix-err)"

through "[ <%# units %><% id | nix %> <% jobs | nix %><%/ units %> ]"
equal "nix: a number is one" '["v-m",1]' "$(eval_nix "import $work/t/tests.mk")"

through '{ <%# variants %><%# env %><% name | ident %> = <% value | sh | nix %>; <%/ env %><%/ variants %>}'
eval_nix "builtins.concatStringsSep \"\" (map (v: \"printf '%s\\\\0' \" + v + \"\\n\") (builtins.attrValues (import $work/t/tests.mk)))" >read.json
python3 -c 'import json; open("read.sh", "w", encoding="utf-8").write(json.load(open("read.json", encoding="utf-8")))'
sh read.sh >read
compare nul read
[ $status = 0 ]
check "sh | nix: a word of the shell" "$problem$(cat .nix-err)"

through '<%# variants %><% programs | sh | nix %><%/ variants %>'
eval_nix "import $work/t/tests.mk" >read.json
python3 -c 'import json; open("read.sh", "w", encoding="utf-8").write("printf \"%s\\0\" " + json.load(open("read.json", encoding="utf-8")))'
sh read.sh >words
python3 -c 'import json; json.dump(open("words", encoding="utf-8", newline="").read()[:-1].split("\0"), open("read", "w"))'
compare list read
[ $status = 0 ]
check "sh | nix: words of the shell" "$problem$(cat .nix-err)"

through '{ <%# variants %><%# env %><%# first %><%/ first %><%^ first %>, <%/ first %><% name | json %>: <% value | json %><%/ env %><%/ variants %> }'
eval_nix "builtins.fromJSON (builtins.readFile $work/t/tests.mk)" >read
compare list read
[ $status = 0 ]
check "json, by Nix" "$problem$(cat .nix-err)"
finish
