#!/bin/sh
# The manual: mandoc has nothing to say of its pages; what `help` prints are these pages; options, elements and attributes are those of the
# program's tables, both ways; and each example does what it says. `make manual` makes the texts again.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

pages=$top/gen/man

# --- the pages

# said PAGE: what mandoc says of it. Which pages of others are there depends on the machine; ours are looked at below.
said() {
	mandoc -T lint "$1" 2>&1 | grep -vE 'mandoc.db|referenced manual not found'
}
names=
for page in "$pages"/*.[157]; do
	name=${page##*/}
	names="$names $name"
	if command -v mandoc >/dev/null; then
		quiet "mandoc has nothing to say of $name" eval "said $page || :"
		same "the text of $name is that of the page" "$pages/text/$name.txt" "$("$pages/text/make" "$page" >text && echo text)"
	else
		skip "mandoc has nothing to say of $name" "mandoc is not here"
		skip "the text of $name is that of the page" "mandoc is not here"
	fi
done
# elsewhere PAGE...: the references to pages of ours that are not there
elsewhere() {
	cat "$@" | sed -n 's/^[.][A-Za-z ]*Xr \(nightshift[a-z-]*\) \([0-9]\).*/\1.\2/p' | sort -u | while read -r name; do [ -e "$pages/$name" ] || echo "$name"; done
}
quiet "no page refers to one of ours that is not there" elsewhere "$pages"/*.[157]
printf '.Pq Xr nightshift-run 5\n' >planted
equal "planted: such a reference is seen" "nightshift-run.5" "$(elsewhere planted)"
equal "each page has its text, and each text a page" "$(printf '%s.txt\n' $names | sort)" "$(cd "$pages/text" && printf '%s\n' *.txt)"
equal "these are the pages" "nightshift-exec.1 nightshift-gate.1 nightshift-judging.7 nightshift-part.1 nightshift-record.1 nightshift-record.5 nightshift-run.1 nightshift-suite.5 nightshift.1" \
	"$(echo $names | tr ' ' '\n' | sort | paste -sd' ' -)"

# --- what help prints

# printed NAME PAGE
printed() {
	run "$nightshift" help "$1"
	ends "help $1 prints $2" 0 "" "$(cat "$pages/text/$2.txt")"
}
for page in "$pages"/nightshift-*.1; do
	name=${page##*/nightshift-}
	printed "${name%.1}" "nightshift-$name"
	run "$nightshift" "${name%.1}" --help
	equal "${name%.1} --help names the page" "The manual says more: nightshift help ${name%.1}" "$(printf '%s\n' "$out" | tail -n 1)"
done
equal "no other command names one" "$(cd "$pages" && printf '%s\n' nightshift-*.1 | sed 's/nightshift-\(.*\)[.]1/\1/')" \
	"$(cd "$top/tests/cli/help" && grep -l '^The manual says more' -- *.txt | sed 's/[.]txt//')"
printed manifest nightshift-suite.5
printed judging nightshift-judging.7
printed results nightshift-record.5
printed nightshift nightshift.1
# Without man, mandoc and all files of this repository.
mkdir alone && cp "$nightshift" "$nightshift-core" alone
run env PATH=/nowhere alone/nightshift help run
ends "help needs no other program and no file" 0 "" "$(cat "$pages/text/nightshift-run.1.txt")"

# --- options

for page in "$pages"/nightshift-*.1; do
	name=${page##*/nightshift-} name=${name%.1}
	quiet "the page of $name has the options that its help has, with what they take" python3 "$top/tests/cli/manual/options.py" "$top/tests/cli/help/$name.txt" "$page"
done
# planted_option NAME WANTED SED: the same of the page of record that was changed so
planted_option() {
	sed "$3" "$pages/nightshift-record.1" >planted
	equal "planted: $1" "$2" "$(python3 "$top/tests/cli/manual/options.py" "$top/tests/cli/help/record.txt" planted)"
}
planted_option "an option that the page has not" "--variant: only in the help" '/Fl -variant/d'
planted_option "one that the program has not" "--variants: only in the page" 's/^[.]It Fl -variant Ns/.Op Fl -variants/;t
/^[.]It Fl -seed/i\
.It Fl -variant Ns = Ns Ar NAME'
planted_option "a letter that the page has not" "--file: the page does not know -f" 's/Fl f Ar FILE , //'
planted_option "an option that takes nothing" "--variant: the page says 'None', the help 'NAME'" 's/Fl -variant.*/Fl -variant/'
planted_option "an option that takes something else" "--prune: the page says 'WEEKS', the help 'DAYS'" '/^[.]It/s/-prune.*/-prune Ns = Ns Ar WEEKS/'
sed -n '/^[.]\\" made by/,/^[.]\\" end/p' "$pages/nightshift.1" | sed '1d;$d' >inside
"$pages/options" "$nightshift" >made
same "nightshift(1) has the options of all other commands, as the program says them" inside made
equal "it knows each command" "$("$nightshift" complete -- '' | cut -f1 | sort)" "$(sed -n '/^.Sh COMMANDS/,/^.Sh OPTIONS/s/^.It Cm //p' "$pages/nightshift.1" | sort)"
equal "and the options of all of them" "$(sed -n '/^Options of every/,/^$/s/^ *\(-[a-zA-Z], \)\{0,1\}\(--[a-z]*\).*/\1\2/p' "$top/tests/cli/help/nightshift.txt")" \
	"$(sed -n '/^.Sh OPTIONS/,/^.El/p' "$pages/nightshift.1" | sed -n 's/ Ar DIR , /, /; s/ Ns .*//; s/^.It Fl \([a-zA-Z]\) *, Fl /-\1, -/p; s/^.It Fl -/--/p')"

equal "the page of run has each of its exit statuses" "0 1 2 3 4 5 130" "$(sed -n '/^.Sh EXIT STATUS/,/^.Sh SEE/s/^\.It //p' "$pages/nightshift-run.1" | tr '\n' ' ' | sed 's/ $//')"

# --- the manifest

"$nightshift" help schema >schema.rng
same "the schema for editors is what help says" "$top/templates/suite.rng" schema.rng
# wrong SCHEMA PAGE
wrong() { python3 "$top/tests/cli/manual/schema.py" "$1" "$2"; }
quiet "nightshift-suite(5) has each element and attribute of the schema, as they are, and the schema its texts" wrong schema.rng "$pages/nightshift-suite.5"
# planted NAME WANTED SED: the same of a page that was changed so
planted() {
	sed "$3" "$pages/nightshift-suite.5" >planted
	equal "planted: $1" "$2" "$(wrong schema.rng planted)"
}
planted "an attribute that the page has not" "<gap> until: only in the schema" '/^[.]Ss <gap>/,/^[.]El/{/^[.]It Va until/,/^After/d;}'
planted "one that the schema has not" "<gap> until: only in the schema
<gap> unto: only in the page" '/^[.]Ss <gap>/,/^[.]El/s/^[.]It Va until/.It Va unto/'
planted "an element in other places" "<gap> : stands in platform
<gap> : the hover text is 'In <platform>. Says why the platform is not checked in some lane, so that it is no mistake.'" 's/^In <platform>[.]$/In <suite>./'
planted "what must be there" "<gap> reason: is required
<gap> reason: the hover text is 'Required. Why.'" '/^[.]Ss <gap>/,/^[.]El/{/^Required/d;}'
planted "a word that may be said" "<share> via: does not say that it may be registry
<share> via: the hover text is 'nix, with engine nix; with engine container image, if nothing is said, or registry.'" '/^[.]Cm registry/d'
planted "a number that may be said" "<select> per-class: does not say that it is from 1 to 1000000
<select> per-class: the hover text is 'Required. How many of each class, from 1 to 1000000.'" 's/^How many of each class.*/How many of each class./'
awk '/^[.]Bd -literal/ { n++; open = 1; next } /^[.]Ed/ { open = 0 } open { print >("example" n ".xml") }' "$pages/nightshift-suite.5"
equal "the page has two examples" "example1.xml example2.xml" "$(echo example*.xml)"
mkdir of-git && mkdir -p of-git/tests/rts of-git/t && echo 'echo 1..1; echo ok' >of-git/t/parse.sh && cp example*.xml of-git && repository of-git || exit 3
for n in 1 2; do
	run "$nightshift" lint -C of-git -f example$n.xml
	[ "$status" = 0 ] && [ -z "$err" ]
	check "example $n is a sound manifest" "exit status $status: $err"
	quiet "and the schema takes it" sh -c "xmllint --noout --relaxng schema.rng example$n.xml 2>&1 | grep -v ' validates\$' || :"
done
finish
