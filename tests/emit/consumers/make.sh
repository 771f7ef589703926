#!/bin/sh
# Law 5 through GNU Make and the shell: what the manifest says reaches the arguments and the environment of a test program,
# and of what builds it, byte for byte. And what the plan says reaches them when its commands are run as they stand, which
# is what Nix does.
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../tap/lib.sh"
values=$here/values.py

if ! command -v python3 >/dev/null; then
	skip "values through make and sh" "python3 is not installed"
	finish
fi

# probe PLACE ARGUMENT...: write down the arguments, each with a NUL behind it.
cat >probe <<'END'
#!/bin/sh
place=$1
shift
printf '%s\0' "$@" >"$GOT/$place"
END
chmod +x probe
python3 "$values" manifest >suite.xml
dir="it's a \$dir"
mkdir "$dir" got
export GOT="$work/got"
repository .
run "$nightshift" generate --no-record -f suite.xml
[ "$status" = 0 ] && [ -z "$err" ]
check "every value is taken" "$err"

# THROUGH=run: by `nightshift run`
[ -z "${THROUGH-}" ] || export odd_names_1_nightshift="$nightshift"
run "$make" -C "$dir" -k -j4 -f tests.mk odd-names.1-test OUTSIDE=1
[ "$status" = 0 ]
check "make runs every unit" "$err"

# bash 3.2, which is sh on macOS, makes two words of "{a,b}" within "$(...)". That is the command's own text, so nobody can quote it otherwise.
[ "$(sh -c 'printf "%s" "$(printf "%s" "{a,b}")"')" = '{a,b}' ] || splits_braces=1
compare() {
	[ "$2${splits_braces-}" != subst1 ] && [ "$2${splits_braces-}" != subst-limit1 ] || { skip "$3" "this sh is bash 3.2, which expands braces there"; return; }
	problem=$(python3 "$values" probed "$1/$2" "$2" 2>&1)
	check "$3" "$problem"
}
for place in bare mixed; do
	compare got build-$place "make: $place, in a command that builds"
done
for place in bare double single mixed subst; do
	compare got $place "make: $place, in a command that tests"
	compare got $place-limit "make: $place, under a time limit"
done
for place in words env env-limit redirect pid; do
	compare got $place "make: $place"
done
[ ! -e pwned ] && [ ! -e "$dir/pwned" ]
check "nothing in a value was run"

# The commands of the plan, each in a shell of its own. Their environment is in the plan, as data.
mkdir plain
for place in bare double single mixed subst words redirect pid; do
	python3 - "$place" >command.sh <<'END'
import json, sys
plan = json.load(open("plan.json", encoding="utf-8"))
print(next(u["command"] for u in plan["units"] if u["module"] == sys.argv[1]))
END
	(cd "$dir" && GOT="$work/plain" sh "$work/command.sh")
	compare plain $place "the plan's command in sh: $place"
done
problem=$(python3 "$values" json plan.json 2>&1)
check "Python's json reads the plan" "$problem"
finish
