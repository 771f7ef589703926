#!/bin/sh
# The doorway on a Mac, with stand-ins for macOS, Homebrew and pip: the command that tests/tap/setup prints works, and once is enough; check.yml
# installs from the same list; the Makefile says to setup which make runs it, and stops under one that is too old. Debian's list is looked at, too.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # the texts of stand-ins
. "$(dirname "$0")/../tap/lib.sh"

# --- a Mac on which nobody has installed anything

# stand_in NAME TEXT: a program of that machine.
stand_in() {
	printf '#!/bin/sh\n%s\n' "$2" >"$work/bin/$1"
	chmod +x "$work/bin/$1"
}
real=$PATH
mkdir -p "$work/bin" "$work/kegs" repo/tests/tap repo/tests/nix
cp "$top/tests/tap/setup" repo/tests/tap/
sed "s|/usr/bin/python3|$work/none/python3|" "$top/tests/tap/python" >repo/tests/tap/python
printf '#!/bin/sh\necho current >>"$WORK/called"\n' >repo/tests/nix/fetch-current
chmod +x repo/tests/tap/* repo/tests/nix/fetch-current
for tool in sh dirname cat cp head grep sed mkdir chmod id tail rm sort tr; do ln -s "$(command -v $tool)" "$work/bin/$tool"; done
stand_in uname 'echo Darwin'
# What macOS has, and its command line tools.
for tool in cc git clang ps script xmllint sqlite3 pgrep patch ssh sshd; do stand_in $tool 'exit 0'; done
stand_in make 'echo GNU Make 3.81'
# The version of bash, of which nothing else is asked.
stand_in bash '[ -e "$WORK/kegs/bash" ]'
stand_in python3 'case "$*" in
*version_info*) [ -e "$WORK/kegs/python3" ] ;;
"-m venv "*) mkdir -p "$3/bin" && cp "$WORK/venv" "$3/bin/python3" && chmod +x "$3/bin/python3" && echo venv >>"$WORK/called" ;;
*) exit 1 ;;
esac'
# The Python of a folder: it has a module that was installed, and installs what PyPI has.
cat >venv <<'END'
#!/bin/sh
have="$(dirname "$0")/../have"
if [ "$1" = -c ]; then
	shift 2
	for module; do grep -qx "$module" "$have" || exit 1; done
	exit
fi
[ "$*" != "${*#-m pip install }" ] || exit 2
shift 3
for name; do
	case ${name%%==*} in
	--quiet | --disable-pip-version-check) ;;
	pyyaml) echo yaml >>"$have" ;;
	pyte | junitparser | pytest) echo "${name%%==*}" >>"$have" ;;
	*) echo "pip: no $name" >&2 && exit 1 ;;
	esac
done
echo pip >>"$WORK/called"
END
# brew installs nothing if it knows one of the names not, and puts what a formula has into PATH.
cat >bin/brew <<'END'
#!/bin/sh
[ "$1" = install ] && shift || exit 2
for formula; do
	grep -qx "$formula" "$FORMULAE" || { echo "Error: No available formula with the name \"$formula\"." >&2; exit 1; }
done
for formula; do
	: >"$WORK/kegs/$formula"
	case $formula in
	make) printf '#!/bin/sh\necho GNU Make 4.4.1\n' >"$WORK/bin/gmake" ;;
	pkgconf) printf '#!/bin/sh\ncase $2 in expat | sqlite3) ;; gtest) [ -e "$WORK/kegs/googletest" ] ;; *) [ -e "$WORK/kegs/$2" ] ;; esac\n' >"$WORK/bin/pkg-config" ;;
	coreutils) printf '#!/bin/sh\n' >"$WORK/bin/timeout" ;;
	node) printf '#!/bin/sh\nfor p; do case $p in *@*) mkdir -p "build/npm/node_modules/${p%%@*}" ;; esac; done\necho npm >>"$WORK/called"\n' >"$WORK/bin/npm" ;;
	cmake) printf '#!/bin/sh\n' >"$WORK/bin/ctest" ;;
	bash | python3) ;;
	bats-core) printf '#!/bin/sh\n' >"$WORK/bin/bats" ;;
	*) printf '#!/bin/sh\n' >"$WORK/bin/$formula" ;;
	esac
	chmod +x "$WORK/bin"/*
done
END
chmod +x bin/brew
export WORK="$work" FORMULAE="$top/tests/style/setup/formulae"
[ -e bin/bash ] && [ ! -e bin/timeout ] && [ ! -e bin/apt-get ]
check "this Mac has neither apt-get nor timeout(1)"
# there COMMAND...: on that machine, in the repository, under the make $under.
under=''
there() {
	(cd repo && env -u CC -u NIX_CURRENT -u MAKE ${under:+MAKE="$under"} PATH="$work/bin" "$@")
}

# --- demo and check, from nothing

run there sh tests/tap/setup demo
ends "demo: what Homebrew has is said in one command" 1 "missing; run: brew install make pkgconf libgit2
missing, and no formula of Homebrew: nix-bin" ""
run there sh tests/tap/setup check
all=$(there sh tests/tap/setup packages brew)
ends "check: all of it in one command" 1 "missing; run: brew install $all
missing, and no formula of Homebrew: nix-bin chromium" ""
command=$(printf '%s\n' "$err" | sed -n 's/^missing; run: //p')
# shellcheck disable=SC2086 # words
run there $command
ends "Homebrew knows every name of it" 0 "" ""
run there sh tests/tap/setup check
ends "under macOS' make it is make that is missing, still" 1 "missing; run: brew install make
missing, and no formula of Homebrew: nix-bin chromium" "installing in build/python: $(sed -n "s/^modules='\(.*\)'/\1/p" "$top/tests/tap/setup")"
under=gmake
run there sh tests/tap/setup check
ends "under gmake there is nothing to say but what is left out" 0 "missing, and no formula of Homebrew: nix-bin chromium" ""
equal "a Python, what is of npm and a current Nix are there" "venv pip npm current" "$(tr '\n' ' ' <called | sed 's/ $//')"
equal "the tests take that Python" "repo/tests/tap/../../build/python/bin/python3" "$(PATH="$work/bin" repo/tests/tap/python yaml pyte junitparser pytest)"
there sh tests/tap/setup check >/dev/null 2>&1
equal "a second time installs nothing" "venv pip npm current current" "$(tr '\n' ' ' <called | sed 's/ $//')"
stand_in nix 'exit 0' && stand_in chromium 'exit 0'
run there sh tests/tap/setup check
ends "with all there it says nothing" 0 "" ""

# --- what may be wrong

rm -r repo/build
sed 's/pyte | junitparser/junitparser/' venv >venv.new && mv venv.new venv
run there sh tests/tap/setup check
[ "$status" = 1 ]
check "a Python that could not be filled is no success" "$err"
case $err in *"pip: no pyte"*"pip could not install pyyaml=="*" in build/python") ;; *) false ;; esac
check "and says why" "$err"
rm bin/brew bin/shellcheck
run there sh tests/tap/setup check
case $err in *"missing; run: brew install shellcheck
There is no brew here: see https://brew.sh. With Nix, all of it is in: nix develop") ;; *) false ;; esac
check "without Homebrew it says where that is" "$err"
rm bin/cc
run there sh tests/tap/setup build
ends "without a compiler it names Apple's" 1 "missing; run: xcode-select --install
missing, and no formula of Homebrew: gcc" ""
for version in 3.81 4.0 4.2.1 4.3 4.4.1 4.10 5.0 10.1; do
	stand_in gmake "echo GNU Make $version"
	stand_in cc 'exit 0'
	run there sh tests/tap/setup build
	case $version in
	3.* | 4.[0-2] | 4.[0-2].*) [ "$status" = 1 ] ;;
	*) [ "$status" = 0 ] ;;
	esac
	check "GNU Make $version is $([ "$status" = 0 ] && echo new || echo too old)" "$err"
done

# --- one list

run there sh tests/tap/setup packages brew
ends "packages brew prints the list whatever is there" 0 "" "$all"
run there sh tests/tap/setup packages port
ends "and knows no other manager but Debian's" 2 "usage: tests/tap/setup packages brew|debian" ""
equal "check.yml takes that list and no other" "      - run: sh tests/tap/setup packages brew | xargs brew install" "$(grep 'brew install' "$top/.github/workflows/check.yml")"
unknown=$(printf '%s\n' "$all" | tr ' ' '\n' | grep -vxF -f "$FORMULAE")
equal "each name is a formula" "" "$unknown"
equal "Debian's packages are these" "bash bats bsdutils busybox-static chromium clang clang-format cmake coreutils fish gcc git jq libcmocka-dev libexpat1-dev libgit2-dev libgtest-dev \
libsqlite3-dev libxml2-utils make mandoc meson mksh ninja-build nix-bin npm openssh-client openssh-server original-awk patch perl pkg-config procps python3 python3-junitparser python3-pyte \
python3-pytest python3-yaml shellcheck sqlite3 strace zsh zstd" \
	"$(stand_in uname 'echo Linux' && there sh tests/tap/setup packages debian | tr ' ' '\n' | sort | paste -sd' ' -)"
! grep -nE '(^|[^-[:alnum:]"/])timeout +[0-9-]' "$top/tests/tap/setup" "$top/tests/tap/demo" >found
check "neither setup nor demo has timeout(1)" "$(cat found)"

# --- the Makefile

mkdir made made/tests made/tests/tap own
cp "$top/Makefile" made/
printf '#!/bin/sh\necho "$1 by $MAKE"\nexit 1\n' >made/tests/tap/setup
ln -s "$(command -v "$make")" own/gmake
for target in demo check check-all check-mutations; do
	run env -u MAKE PATH="$work/own:$real" gmake -s -C made $target
	equal "make $target: setup asks the make that runs it" "${target%%-*} by gmake" "$out"
done
line=$(sed -n '/^$(error /=' "$top/Makefile")
# said VERSION
said() {
	echo "Makefile:$line: *** nightshift needs GNU Make 4.3 or later, and this is $1; macOS: brew install make, then gmake.  Stop."
}
cd made || exit 3
for version in 3.81 3.82 4.0 4.2 4.2.1; do
	run "$make" MAKE_VERSION=$version check
	ends "the Makefile under GNU Make $version" 2 "$(said $version)" ""
done
run env MAKE_VERSION=4.4 "$make" .FEATURES=order-only check
ends "an older make that the environment calls 4.4" 2 "$(said "an older one")" ""
for version in 4.3 4.4.1 4.10 5.0 10.1; do
	run "$make" -s MAKE_VERSION=$version print-front-sources
	[ "$status" = 0 ] && [ -z "$err" ]
	check "the Makefile under GNU Make $version" "$err"
done
for old in ${MAKE_OLD-}; do
	run "$old" check
	ends "the Makefile under $old" 2 "$(said "$("$old" --version | sed -n '1s/GNU Make //p')")" ""
done
finish
