#!/bin/sh
# `make install` over what is in use: what runs from there goes on, each file is replaced by another and never written over, and one that cannot
# be copied leaves the old one whole.
# shellcheck source=tests/tap/lib.sh disable=SC2016,SC2317 # the texts of units; what is called by run
. "$(dirname "$0")/../tap/lib.sh"

# Of what is built already, so that nothing is built while tests run.
to="$work/a place" # a blank is no harm
install_it() {
	"$make" -s -C "$top" -o all -o front install DESTDIR="$to" PREFIX=/opt/n "$@"
}
run install_it
ends "make install says nothing with -s" 0 "" ""
cd "$to/opt/n" || exit 3
equal "the program, its core, its texts and its manual are there" "bin/nightshift
libexec/nightshift-core
share/bash-completion/completions/nightshift
$(cd "$top" && printf 'share/doc/nightshift/%s\n' gen/guide/*.md | sed 's,gen/guide/,,')
share/fish/vendor_completions.d/nightshift.fish
$(cd "$top" && printf 'share/man/man1/%s\n' gen/man/*.1 | sed 's,gen/man/,,')
$(cd "$top" && printf 'share/man/man5/%s\n' gen/man/*.5 | sed 's,gen/man/,,')
$(cd "$top" && printf 'share/man/man7/%s\n' gen/man/*.7 | sed 's,gen/man/,,')
$(cd "$top" && printf '%s\n' templates/*.tmpl templates/README.md templates/suite.rng templates/ci/* | sed 's,templates/,share/nightshift/,' | sort)
share/zsh/site-functions/_nightshift" "$(find . -type f | sed 's,^\./,,' | sort)"
# numbers: of each file its own, and of the old ones no other gets it, since a link keeps them.
numbers() { find . -type f -exec ls -i {} + | awk '{ print $1, $2 }' | sort; }
numbers >"$work/before"
mkdir "$work/kept"
find . -type f | while read -r file; do ln "$file" "$work/kept/$(echo "$file" | tr / -)"; done
files . >"$work/files"

# --- both programs run while they are installed again

mkdir "$work/repo" && cd "$work/repo" || exit 3
mkfifo exec-goes run-goes
machine=$(uname -m)
[ "$machine" != arm64 ] || machine=aarch64
cat >suite.xml <<END
<suite name="s" dir=".">
  <platform name="here" system="$machine-$(uname -s | tr '[:upper:]' '[:lower:]')" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <run>echo &gt;run-began; read -r line &lt;run-goes</run>
  <variant name="v"/>
  <module name="a"/>
</suite>
END
printf '%s\n' build .nightshift '*-goes' '*-began' >.gitignore
repository .
"$nightshift" generate -q --no-record || not_ok "generate"
installed="$to/opt/n/bin/nightshift"
"$installed" exec -- 'echo one; echo >exec-began; read -r line <exec-goes; echo "$line"' >exec.out 2>&1 &
of_exec=$!
"$installed" run --no-record -q >run.out 2>&1 &
of_run=$!
appears exec-began && appears run-began
check "both run" "$(cat exec.out run.out)"
run install_it
ends "it is installed over programs that run" 0 "" ""
[ ! -e exec-began ] || echo two >exec-goes
[ ! -e run-began ] || echo two >run-goes
wait $of_exec
check "nightshift exec, which ran from there, ends well" "$(cat exec.out)"
wait $of_run
check "so does nightshift run, with its core" "$(cat run.out)"
equal "nothing of what they print is lost" "one two" "$(paste -sd' ' exec.out)"
"$installed" generate --version >/dev/null
check "what is there now runs"

# --- files

cd "$to/opt/n" || exit 3
numbers >"$work/after"
quiet "no file was written over, each is another one" comm -12 "$work/before" "$work/after"
equal "the same files are there, and nothing beside them" "$(cat "$work/files")" "$(files .)"

# A cp that fails half way at one file: at the program, its core, a template, a page of the manual.
mkdir "$work/bin"
printf '#!/bin/sh\ncase $1 in *"$HALF"*) head -c 10 "$1" >"$2"; echo no room >&2; exit 1 ;; esac\nexec %s "$@"\n' "$(command -v cp)" >"$work/bin/cp"
chmod +x "$work/bin/cp"
for half in nightshift nightshift-core workflow.yml.tmpl nightshift-run.1 nightshift-suite.5 _nightshift; do
	run env HALF=/$half PATH="$work/bin:$PATH" "$make" -s -C "$top" -o all -o front install DESTDIR="$to" PREFIX=/opt/n
	[ "$status" = 2 ]
	check "$half cannot be copied: make fails" "$err"
	equal "$half cannot be copied: the old one is whole, and nothing is beside it" "$(cat "$work/files")" "$(files .)"
done
finish
