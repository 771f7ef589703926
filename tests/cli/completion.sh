#!/bin/sh
# Completion: what the program offers for a line that is not finished, and what bash, zsh and fish make of it: the real ones, on a terminal.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

completion=$top/templates/completion
mkdir repo && cd repo || exit 3
cp "$top/tests/emit/golden/small/manifest.xml" nightshift.xml
mkdir -p folder/inner && : >folder/file && : >'a b.txt'
repository .
"$nightshift" generate -q --no-record || not_ok "generate"
units=$("$nightshift" complete -- run '' | cut -f1)
equal "the units are those of the plan" "$(jq -r '.units[] | select(. != null).id' nix/small.json | sort)" "$(printf '%s\n' "$units" | sort)"

# offered WANTED WORD...: the first column of what is offered, in a line
offered() {
	wanted=$1
	shift
	run "$nightshift" complete -- "$@"
	[ "$status" = 0 ] && [ -z "$err" ] && [ "$(printf '%s\n' "$out" | cut -f1 | paste -sd' ' -)" = "$wanted" ]
	check "'$*': ${wanted:-nothing}" "exit status $status: $out $err"
}
offered "record report replay" re
offered "" frobnicate
offered "" frobnicate ''
offered "--directory= --color= --quiet --verbose --help --version" -
offered "--shard=" run --sh
offered "--keep-going" run -f nightshift.xml --kee
offered "" plan --until
offered "pr merge nightly" run --lane ''
offered "--lane=merge" run --lane=m
offered "" run --lane=x
offered "--results=folders --results=journal" run --results=
offered "--tree=dirty" run --tree=d
offered "--protocol=exit --protocol=tap --protocol=junit" exec --protocol=
offered "--format=text --format=markdown --format=json --format=html" report --format=
offered "--format=text --format=json --format=matrix" affected --format=
offered ":files" run -f ''
offered ":files" run --junit=
offered ":folders" run -C ''
offered ":folders" run --into=
offered ":files" record ''
offered ":files" exec --timeout=3 -- ''
offered "" exec --may-ski=
offered "" run --quiet=
offered "manifest" help man
offered "record report replay results" help re
offered "--record= --repeat= --retries= --results=" run --re
first=$(printf '%s\n' "$units" | head -n 1)
offered "$first" run "$first"
offered "!$first" run "!$first"
offered "$first" run --lane=pr --jobs 4 -- "$first"
offered "$first" replay last "$first"
offered "$first" replay --record=x --platform linux last "$first"
offered last replay --platform linux ''
offered "$first" part --plan=nix/small.json "$first"
# What names a commit, and what the record calls its runs.
git branch feature/x && git tag v1.2 && git update-ref refs/remotes/origin/main HEAD && git tag main
offered "HEAD feature/x main origin/main v1.2" seed ''
offered "v1.2" qualify v
offered "" qualify v1.2 v
# shellcheck disable=SC2016 # names, and no orders
for name in 'x;touch${IFS}pwned' "x'\$(id)"; do git update-ref "refs/heads/$name" HEAD || not_ok "a branch '$name'"; done
offered "" qualify x
# shellcheck disable=SC2016
for name in 'x;touch${IFS}pwned' "x'\$(id)"; do git update-ref -d "refs/heads/$name"; done
offered "--base=feature/x" affected --base=f
offered "HEAD" report --commit H
offered "last" replay ''
for at in 5 7; do
	mkdir -p "result/$first"
	printf '%s\n' "nightshift 1" "suite $(jq -r .suite nix/small.json)" "plan $(git hash-object nix/small.json)" "run night-$at" "unit $first" "verdict pass" "status 0" "finished 176760000$at" end >"result/$first/verdict"
	"$nightshift" record -q result || not_ok "record"
done
rm -r result
offered "last night-7 night-5" replay ''
offered "night-5" replay night-5
offered "--run=night-7 --run=night-5" record --run=n
offered "last" replay --record=nowhere ''
offered "$(jq -r '.platforms[].name' nix/small.json | paste -sd' ' -)" run --platform ''
about=$("$nightshift" complete -- run --shar)
equal "beside each word is what it is" "--shard=	only the I-th of N parts, or that shard of the plan" "$about"
# Elsewhere, and with another manifest or plan.
cd folder || exit 3
offered "$first" run "$first"
offered "$first" run -f ../nightshift.xml "$first"
cd ../.. || exit 3
offered "$first" run -C repo "$first"
offered "$first" run --directory=repo "$first"
offered "$first" run -Crepo "$first"
sed 's/<suite /<suite plan="other.json" /' repo/nightshift.xml >repo/other.xml
offered "" run -C repo -f other.xml "$first"
offered "$first" run -C repo --plan=nix/small.json -f other.xml "$first"
# Mistakes say nothing: the line is not finished.
mkdir wrong && echo '<suite' >wrong/nightshift.xml && repository wrong
offered "" run -C wrong ''
offered "" run -C nowhere ''
offered "" run --plan=nowhere ''
offered "--plan= --platform=" run -C wrong --pla
mkdir none
offered "" run -C none ''
offered "" seed -C none ''
offered "last" replay -C none ''
offered "" seed -C nowhere ''
# Each command that people type is offered, and each option of each.
equal "all commands are offered" "$(sed -n '/^Topics/q; s/^  \([a-z][a-z]*\).*/\1/p' "$top/tests/cli/help/nightshift.txt" | sort)" "$("$nightshift" complete -- '' | cut -f1 | sort)"
for name in $("$nightshift" complete -- '' | cut -f1); do
	sed '/^Examples:/,/^$/d' "$top/tests/cli/help/$name.txt" | sed -nE 's/^  (-.,|   ) (--[a-z-]*)(.*)/\2\3/p' | sed 's/\[=.*//; s/=.*/=/; s/ .*//' | sort >wanted
	"$nightshift" complete -- "$name" -- | cut -f1 | sort >got
	same "all options of $name are offered" wanted got
done

# --- the shells

cd repo || exit 3
mkdir "$work/bin"
for program in nightshift nightshift-core; do ln -s "$(cd "$(dirname "$nightshift")" && pwd)/$program" "$work/bin"; done
cat >"$work/typed" <<END
nightshift repor	nightshift report 
nightshift fi	nightshift fixture 
nightshift run --sh	nightshift run --shard=
nightshift run --keep	nightshift run --keep-going 
nightshift run --lane=m	nightshift run --lane=merge 
nightshift run --lane m	nightshift run --lane merge 
nightshift run --results=f	nightshift run --results=folders 
nightshift run -C fold	nightshift run -C folder/
nightshift run --into=fold	nightshift run --into=folder/
nightshift run --file=nightsh	nightshift run --file=nightshift.xml 
nightshift record nightsh	nightshift record nightshift.xml 
nightshift help manif	nightshift help manifest 
nightshift qualify featu	nightshift qualify feature/x 
nightshift replay night-7	nightshift replay night-7 
nightshift run ${first%?}	nightshift run $first 
nightshift run --lane=pr -j4 ${first%?}	nightshift run --lane=pr -j4 $first 
END
cut -f1 "$work/typed" >"$work/lines"
# in_shell NAME PROGRAM ARGUMENT...: type the lines, and compare
in_shell() {
	name=$1
	shift
	if ! command -v "$1" >/dev/null; then
		skip "$name completes" "$1 is not here"
		return
	fi
	(cd "$work/repo" && rm -f said && HOME=$work PATH=$work/bin:$PATH TERM=vt100 python3 "$top/tests/cli/completion/drive.py" "$@" <"$work/lines" >"$work/got" 2>"$work/got.err")
	check "$name answers each line" "$(cat "$work/got.err")"
	n=0
	while IFS='	' read -r line wanted; do
		n=$((n + 1))
		equal "$name: $line" "$wanted\$" "$(sed -n "${n}p" "$work/got")"
	done <"$work/typed"
}
cat >"$work/bashrc" <<END
PS1='> '
. "$completion/bash/nightshift"
say() { printf '%s\n' "\$READLINE_LINE" >said; }
bind -x '"\C-x\C-p": say'
END
in_shell bash bash --noprofile --rcfile "$work/bashrc" -i
mkdir "$work/zsh"
cat >"$work/zsh/.zshrc" <<END
PS1='> '
fpath=("$completion/zsh" \$fpath)
autoload -U compinit && compinit -u -D
say() { print -r -- "\$BUFFER" >said; }
zle -N say
bindkey -e
bindkey '^X^P' say
END
ZDOTDIR=$work/zsh
export ZDOTDIR
in_shell zsh zsh -o no_global_rcs -i
# fish tells what it would offer. It has no program but this one, so that a unit of another plan cannot come from elsewhere.
in_fish() {
	printf '%s\n' "$1" >"$work/line"
	(cd "$work/repo" && HOME=$work PATH=$work/bin:$PATH fish --no-config -c 'source $argv[1]; read -l line <$argv[2]; complete -C $line' "$completion/fish/nightshift.fish" "$work/line" 2>&1)
}
if command -v fish >/dev/null; then
	while IFS='	' read -r line wanted; do
		wanted=${wanted% }
		equal "fish: $line" "${wanted##* }" "$(in_fish "$line" | cut -f1)"
	done <"$work/typed"
	equal "fish: beside each word is what it is" "--keep-going	run all, whatever fails (default)" "$(in_fish 'nightshift run --keep')"
	equal "fish: several" "pr merge nightly" "$(in_fish 'nightshift run --lane ' | paste -sd' ' -)"
else
	skip "fish completes" "fish is not here"
fi
finish
