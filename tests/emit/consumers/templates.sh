#!/bin/sh
# Law 5 through templates of one's own: YAML by PyYAML, JSON by Python, make and sh by themselves.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../tap/lib.sh"
values=$here/values.py

if ! command -v python3 >/dev/null; then
	skip "values through templates" "python3 is not installed"
	finish
fi
yaml=$("$top/tests/tap/python" yaml) || yaml=

mkdir t templates
python3 "$values" templates >t/suite.xml
through() {
	printf '%s' "$1" >templates/tests.mk.tmpl
	run "$nightshift" generate --force --no-record -C t -f suite.xml --templates ../templates
	[ "$status" = 0 ] || details "$err"
}
# compare VERB NAME: what is in the file `read`.
compare() {
	problem=$(python3 "$values" "$1" read 2>&1)
	check "$2" "$problem"
}

through '{ <%# variants %><%# env %><%^ first %>, <%/ first %><% name | json %>: <% value | json %><%/ env %><%/ variants %> }'
cp t/tests.mk read
compare list "json: a text"
through '<%# variants %><% programs | json %><%/ variants %>'
cp t/tests.mk read
compare list "json: a list"

# A text as a word of the shell, and a list as several.
through "<%# variants %><%# env %>printf '%s\\0' <% value | sh %>
<%/ env %><%/ variants %>"
sh t/tests.mk >read
compare nul "sh: a text"
through "<%# variants %>python3 -c 'import json, sys; json.dump(sys.argv[1:], open(\"read\", \"w\"))' <% programs | sh %><%/ variants %>"
sh t/tests.mk
compare list "sh: a list"

# The right side of :=, which make hands on to a program as it is; and in a recipe.
through 'export<%# variants %><%# env %> <% name | ident %><%/ env %><%/ variants %>
<%# variants %><%# env %><% name | ident %> := <% value | make %>
<%/ env %><%/ variants %>
.PHONY: all
all:
<%# variants %><%# env %>	@printf "%s\0" "$$<% name | ident %>"
<%/ env %><%/ variants %>'
"$make" -s -f t/tests.mk >read 2>.err
compare nul "make: a variable, handed on in the environment"
through '<%# variants %><%# env %><% name | ident %> := <% value | sh | make %>
<%/ env %><%/ variants %>
.PHONY: all
all:
<%# variants %><%# env %>	@printf "%s\0" $(<% name | ident %>)
<%/ env %><%/ variants %>'
"$make" -s -f t/tests.mk >read 2>.err
compare nul "sh | make: a variable in a recipe"
through '<%# variants %><%# env %><% name | ident %> := <% value | make %>
<%/ env %><%/ variants %>
.PHONY: all
all: ; $(foreach i,<%# variants %><%# env %> <% name | ident %><%/ env %><%/ variants %>,$(file >out/$(i),$(value $(i))))'
mkdir out
"$make" -s -f t/tests.mk >.err 2>&1
python3 - <<'END'
import os
names = sorted(os.listdir("out"), key=lambda n: int(n[1:]))
open("read", "wb").write(b"".join(open("out/" + n, "rb").read()[:-1] + b"\0" for n in names))
END
compare nul "make: the variable itself"

if [ -z "$yaml" ]; then
	skip "yaml" "Python has no yaml"
	finish
fi
# read_yaml EXPRESSION: of the document d, into the file `read`.
read_yaml() {
	"$yaml" -c "import json, sys, yaml
d = yaml.safe_load(open('t/tests.mk', encoding='utf-8'))
$1" || details "PyYAML does not read it"
}
through 'values:
<%# variants %><%# env %>  <% name | ident %>: <% value | yaml %>
<%/ env %><%/ variants %>'
read_yaml "json.dump(d['values'], open('read', 'w'))"
compare list "yaml: a text"
through '<%# variants %>a: <% programs | yaml %><%/ variants %>'
read_yaml "json.dump(d['a'], open('read', 'w'))"
compare list "yaml: a list"
through '<%# variants %><%# env %>- run: <% value | sh | yaml %>
<%/ env %><%/ variants %>'
read_yaml "open('read.sh', 'w', encoding='utf-8').write(''.join(\"printf '%s\\\\0' \" + s['run'] + '\n' for s in d))"
sh read.sh >read
compare nul "sh | yaml: a text"
through '<%# variants %>run: <% programs | sh | yaml %><%/ variants %>'
read_yaml "open('read.sh', 'w', encoding='utf-8').write('python3 -c \'import json, sys; json.dump(sys.argv[1:], open(\"read\", \"w\"))\' ' + d['run'])"
sh read.sh
compare list "sh | yaml: a list"
finish
