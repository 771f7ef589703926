#!/bin/sh
# The first day on a Mac, tests/README.md: each command that says what it prints prints that here, too, as far as it builds nothing; and the others are of
# what there is. make stands for Apple's, gmake for the one that tests run under.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # what sed and sh are told
. "$(dirname "$0")/../tap/lib.sh"

sed -n '/^## The first day on a Mac/,/^## The folders/p' "$top/tests/README.md" | sed -n '/^```console/,/^```$/p' | sed '1d;$d' >day
# Each command in a file of its own, and what it prints: 1.sh and 1.want.
awk '/^\$ / { n++; print substr($0, 3) >(n ".sh"); printf "" >(n ".want"); next } { print >(n ".want") }' day
equal "there are ten commands" 10 "$(find . -name '*.sh' | wc -l | tr -d ' ')"
mkdir bin
line=$(sed -n '/^$(error /=' "$top/Makefile")
printf '#!/bin/sh\nexec "%s" MAKE_VERSION=3.81 "$@"\n' "$(command -v "$make")" >bin/make
ln -s "$(command -v "$make")" bin/gmake
chmod +x bin/make
PATH=$work/bin:$(dirname "$nightshift"):$PATH
export PATH
tried=0
for number in 1 2 3 4 5 6 7 8 9 10; do
	command=$(cat $number.sh)
	case $command in
	*WERROR* | *install*) continue ;; # it builds, or installs: tests/style/warnings.sh, setup.sh and tests/cli/install.sh
	esac
	case $(cat $number.want) in
	'#'*) # it takes long: is there such a target?
		grep -Eq "^([a-z-]+ )*${command#gmake }( [a-z-]+)*:" "$top/Makefile"
		check "there is a target for '$command'"
		continue
		;;
	esac
	sed "s/Makefile:LINE:/Makefile:$line:/" $number.want >want
	run sh -c 'cd "$1" && sh "$2"' sh "$top" "$work/$number.sh"
	printf '%s\n' ${err:+"$err"} ${out:+"$out"} >got
	same "'$command' prints what it says" want got
	tried=$((tried + 1))
done
equal "so many are tried" 5 $tried
finish
