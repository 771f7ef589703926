#!/bin/sh
# nightshift init: what it sees in a repository, the manifest that it writes, and that this works at once: generate and run, for each kind.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

# repository NAME FILE...: one of that name with these files, and the work goes on there. A file is PATH=TEXT, TEXT as printf takes it.
repository() {
	mkdir "$work/$1" && cd "$work/$1" || exit 3
	shift
	git init -q .
	printf 'build/\n.nightshift/\n' >.gitignore
	for file do
		case $file in */*=*) mkdir -p "$(dirname "${file%%=*}")" ;; esac
		# shellcheck disable=SC2059 # it is a format
		printf "${file#*=}" >"${file%%=*}"
	done
	git add . && git commit -q -m x
}

# begins NAME SAYS: init says that, its manifest is sound, and generate and run are green.
begins() {
	run "$nightshift" init
	ends "$1: init" 0 "" "$2
wrote: nightshift.xml
next:  nightshift generate && nightshift run"
	run "$nightshift" generate -q
	[ "$status" = 0 ]
	check "$1: generate" "$status $out$err"
	run "$nightshift" run
	case $status:$out in 0:*" units in "*" passed"* | 0:*"1 unit in "*" passed"*) ok "$1: run" ;; *) not_ok "$1: run" "$status $out$err" ;; esac
}

# --- each kind --------------------------------------------------------------------------------------------------------

cmake='cmake_minimum_required(VERSION 3.20)\nproject(p NONE)\noption(P_BUILD_TESTS "tests" OFF)\n# option(OLD_TESTS "tests" OFF)\noption(P_DOCS "docs" OFF)\nenable_testing()\nif(P_BUILD_TESTS)\nadd_test(NAME a COMMAND true)\nadd_test(NAME b COMMAND true)\nendif()\n'
if command -v ctest >/dev/null; then
	repository c "CMakeLists.txt=$cmake" "t/a.t=#!/bin/sh\necho 1..0"
	begins CTest "saw:   CMake with tests in 'CMakeLists.txt'
also:  1 script that prints TAP in 't'; for these: nightshift init --kind=tap"
	equal "an option that turns tests on is set, and no other" "    <command>cmake -S . -B build -DP_BUILD_TESTS=ON</command>" "$(grep 'cmake -S' nightshift.xml)"
	cp nightshift.xml before
	run "$nightshift" init
	ends "nothing is overwritten" 2 "nightshift: error: there is a manifest already, 'nightshift.xml', and init overwrites nothing: run 'nightshift generate'"
	same "and it is as it was" before nightshift.xml

	# A folder of the sources has that name.
	repository c2 "CMakeLists.txt=$cmake" "build/x=x"
	git add -f build && git commit -q -m y
	run "$nightshift" init
	ends "a folder 'build' of the sources is none to build in" 0 "" "saw:   CMake with tests in 'CMakeLists.txt'
wrote: nightshift.xml
note:  results and builds are not for git: add to .gitignore what it lacks of /build-nightshift/
next:  nightshift generate && nightshift run"
	run "$nightshift" generate -q
	[ "$status" = 0 ] && [ -d build-nightshift ]
	check "but another one" "$status $err"
else
	skip "CTest" "there is no ctest"
fi

if command -v meson >/dev/null && command -v ninja >/dev/null; then
	repository m "meson.build=project('m')\nif get_option('tests')\ntest('a', find_program('true'))\nendif\n" "meson_options.txt=option('tests', type: 'boolean', value: false)\n"
	begins meson "saw:   meson with tests in 'meson.build'"
else
	skip "meson" "there is no meson or ninja"
fi

if python=$("$top/tests/tap/python" pytest); then
	repository y "src/pack/__init__.py=" "tests/test_a.py=import pack\ndef test_a(): pass\n" "scripts/run_test.py=pass\n"
	mkdir -p .venv/bin
	printf '#!/bin/sh\nexec "%s" "$@"\n' "$python" >.venv/bin/python
	chmod +x .venv/bin/python
	echo .venv >>.git/info/exclude
	begins pytest "saw:   1 file of tests for pytest, as 'tests/test_a.py'"
	equal "with the Python of the project, and a package that is not installed" '  <discover from="pytest" tool="env PYTHONPATH=src .venv/bin/python"/>' "$(grep '<discover from="pytest" tool' nightshift.xml)"
else
	skip "pytest" "there is no pytest"
fi

repository t "t/a.t=#!/bin/sh\necho 1..1; echo ok 1\n" "t/sub/b.t=#!/bin/sh\necho 1..1; echo ok 1\n" "t/lib.sh="
begins TAP "saw:   2 scripts that print TAP in 't'"

repository k "Makefile=all:\n.PHONY: check\ncheck: a_test b_test\n\tfor t in \$^; do ./\$\$t; done\na_test b_test:\n\tprintf '#!/bin/sh\\\\nexit 0\\\\n' >\$@; chmod +x \$@\n"
begins "programs of make" "saw:   a Makefile whose target 'check' has 2 programs, as 'a_test'"
equal "each is a unit" '  <module name="a_test"><run>./a_test</run></module>
  <module name="b_test"><run>./b_test</run></module>' "$(grep '<module' nightshift.xml)"
repository k2 "Makefile=.PHONY: test test-a test-b\ntest: test-a test-b\ntest-a test-b:\n\ttrue\n"
begins "parts of make" "saw:   a Makefile whose target 'test' has 2 parts, as 'test-a'"
repository k3 "Makefile=all:\ntest:\n\ttrue\n"
begins "a target of make" "saw:   a Makefile with the target 'test'"
repository k4 "Makefile=all: my-test\nmy-test: x\n\tprintf 'exit 0' >\$@; chmod +x \$@\nx:\n\ttouch x\n"
begins "a program of make that no target runs" "saw:   a Makefile with 1 test program, as 'my-test'"

# --- what it does not do ----------------------------------------------------------------------------------------------

repository d "t/a.t=#!/bin/sh\necho 1..1; echo ok 1\n" "Makefile=test:\n\ttrue\n" "flake.nix={\n  inputs = {\n    nixpkgs.url = \"nixpkgs\";\n  };\n  outputs = { self, nixpkgs }: { };\n}\n"
rm .gitignore
run "$nightshift" init --dry-run --kind=make
[ "$status" = 0 ] && [ ! -e nightshift.xml ]
check "--dry-run writes nothing" "$out$err"
case $out in *"saw:   a Makefile with the target 'test'
would write nightshift.xml:"*'<module name="test"><run>make test</run></module>'*"note:  results and builds are not for git: add to .gitignore what it lacks of /build/, /.nightshift/
next:  nightshift generate && nightshift run"*) ok "it shows the manifest of that kind" ;; *) not_ok "it shows the manifest of that kind" "$out" ;; esac
printf '%s\n' "$out" | sed -nE '/^(diff|--- )/,$p' | sed '/^and then/,$d' >patch
run git apply patch
equal "the difference for a flake applies" '{
  inputs = {
    nightshift.url = "github:OWNER/nightshift";
    nixpkgs.url = "nixpkgs";
  };
  outputs =
    inputs:
    import ./nix/d-flake.nix inputs (
    { self, nixpkgs }: { }
    );
}' "$(cat flake.nix)"
[ -f nix/d-flake.nix ]
check "with the file that it imports" "$(cat patch) $err"
# by_hand NAME FLAKE: only the input can be told
by_hand() {
	printf "$2" >flake.nix
	run "$nightshift" init --dry-run
	case $(echo "$out" | grep -e '^[-+ ]*[a-z]*[.]*[a-z]* *=' -e '^and ') in *"outputs ="*" inputs ("*) false ;; *"and to its outputs, for each system: (import ./nix/d-split.nix "*) ;; *) false ;; esac
	check "$1" "$out"
}
# shellcheck disable=SC2059 # the flakes are formats
{
	by_hand "outputs that are not the last attribute" '{\n  inputs = {\n    nixpkgs.url = "x";\n  };\n  outputs = { self, nixpkgs }: { };\n  nixConfig = { };\n}\n'
	by_hand "a flake without nixpkgs" '{\n  inputs = {\n    p.url = "x";\n  };\n  outputs = { self, p }: { };\n}\n'
	by_hand "a comment behind the last attribute" '{\n  inputs = {\n    nixpkgs.url = "x";\n  };\n  outputs = { self, nixpkgs }: { };\n} # a;b\n'
	by_hand "a comment with a ';' behind the outputs" '{\n  inputs = {\n    nixpkgs.url = "x";\n  };\n  outputs = { self, nixpkgs }: { };\n  # not needed;\n}\n'
	by_hand "another attribute on the last line" '{\n  inputs = {\n    nixpkgs.url = "x";\n  };\n  outputs = { self, nixpkgs }: { }; nixConfig = { };\n}\n'
	by_hand "inputs on one line" '{\n  inputs = { nixpkgs.url = "x"; };\n  outputs = inputs: {\n    default =\n      inputs.nixpkgs;\n  };\n}\n'
	[ "$(echo "$out" | grep -c '^+')" = 0 ]
	check "and nothing is put into its code" "$out"
	by_hand "inputs within others" '{\n  inputs = rec {\n    utils = {\n      inputs.systems.follows = "nixpkgs";\n    };\n    nixpkgs.url = "x";\n  };\n  outputs = { self, nixpkgs }: { };\n}\n'
	by_hand "a flake without outputs" '{\n  inputs = {\n    nixpkgs.url = "x";\n  };\n  # outputs = none;\n}\n'
}
git checkout -q flake.nix && git apply patch 2>/dev/null || git apply --include=flake.nix patch
run "$nightshift" init --dry-run
case $out in *.url*) not_ok "and is not shown again" "$out" ;; *) ok "and is not shown again" ;; esac
run "$nightshift" init --kind=cargo
ends "a kind that nobody knows" 2 "nightshift: error: no kind of tests has the name 'cargo'"
run "$nightshift" init --kind=meson
ends "a kind that is not there" 2 "nightshift: error: the files that git tracks here show no tests of the kind 'meson'"
repository n "README=no tests\n"
run "$nightshift" init
ends "no tests" 2 "nightshift: error: among the 2 files that git tracks here are no tests that init knows: CTest (CMakeLists.txt with enable_testing), meson (meson.build with test()), pytest (test_*.py), scripts that print TAP (t/*.t), or a Makefile with a target 'check' or 'test' or programs whose names end in 'test'; see nightshift help discover for others"
mkdir "$work/none" && cd "$work/none" || exit 3
run "$nightshift" init
ends "no repository" 2 "nightshift: error: init looks at the files that git tracks, and this is no repository: run 'git init' and 'git add' first"
repository s "sub/suite.xml=<suite/>" "t/a.t=x"
run "$nightshift" init
ends "a manifest of another name" 2 "nightshift: error: there is a manifest already, 'sub/suite.xml', and init overwrites nothing: run 'nightshift generate'"

finish
