#!/bin/sh
# Law 5, the other half: what make or YAML could not carry is refused, with its place, and nothing is written.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../tap/lib.sh"

# refused NAME MESSAGE: the attribute or element in $odd stands in a manifest that is sound without it.
refused() {
	cat >suite.xml <<END
<suite name="t">
<platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
<variant name="v"/><module name="m"/>
$odd
</suite>
END
	run "$nightshift" generate -f suite.xml
	case $status:$err in
	2:suite.xml:[4-9]:*"$2"*) [ ! -e tests.mk ] && [ ! -e nix ] && [ ! -e .nightshift ] ;;
	*) false ;;
	esac
	check "$1" "exit status $status: $err"
	rm -rf tests.mk nix .nightshift
}
good='<run>true</run>'
line='<run>true {p}</run><param name="p"'
for value in 'a&#10;b' '&#10;' 'a&#13;' 'a&#x7f;b'; do
	odd="$line value=\"$value\"/>" && refused "a parameter: $value" "holds a control character"
	odd="$good<env name=\"A\" value=\"$value\"/>" && refused "a variable: $value" "holds a control character"
	odd="$line words=\"a $value\"/>" && refused "a list: $value" "holds a control character"
	odd="$good<exclude name=\"x\" reason=\"$value\"/>" && refused "a reason: $value" "holds a control character"
	odd="$good<program path=\"$value\"><command>true</command></program>" && refused "a path: $value" "holds a control character"
done
# shellcheck disable=SC2016
for value in '${{' 'a ${{ x }}' '$${{'; do
	odd="$line value=\"$value\"/>" && refused "a parameter: $value" "holds '\${{'"
	odd="$good<env name=\"A\" value=\"$value\"/>" && refused "a variable: $value" "holds '\${{'"
	odd="$line words=\"a $value\"/>" && refused "a list: $value" "holds '\${{'"
	odd="<run>echo '$value'</run>" && refused "a command: $value" "holds '\${{'"
done
odd='<run>a
b</run>' && refused "a command of two lines" "the command has a line break"
odd='<run>a &#1; b</run>' && refused "a character that XML does not have" "error: "
odd='<run>a &#x7f; b</run>' && refused "a command with a control character" "holds a control character"
# shellcheck disable=SC2016
for text in '`echo {p}`' '${x:-{p}}' '$(({p}))'; do
	odd="<param name=\"p\" value=\"x\"/><run>$text</run>" && refused "a parameter where no quoting is safe: $text" "where no quoting is safe"
done
# A newline that stands in an attribute as itself is a blank in XML (3.3.3): not refused, and not a newline.
cat >suite.xml <<'END'
<suite name="t"><platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
<run>true</run><variant name="v"/><param name="p" value="a
b"/><module name="m"><run>echo {p}</run></module></suite>
END
run "$nightshift" generate --no-record -f suite.xml
ends "a line break in an attribute is taken as XML says" 0 ""
grep -q '"command": "echo '"'a b'"'"' nix/t.json
check "and is a blank"
finish
