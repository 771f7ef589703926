#!/bin/sh
# .github/actions/setup, whose scripts put nightshift into a job, with a folder in the place of the server: what is released is taken if its
# checksum is right and it is of this source; else it is built; what is there stays. What fails leaves nothing.
# shellcheck source=tests/tap/lib.sh disable=SC2016 # the texts of stand-ins
. "$(dirname "$0")/../tap/lib.sh"

# The action where GitHub puts it, with a stand-in for its source: building copies the program that is tested.
at=$work/runner/_actions/Owner/nightshift/feature/x action=$work/runner/_actions/Owner/nightshift/feature/x/.github/actions/setup
version=$(sed -n 's/^#define NIGHTSHIFT_VERSION "\(.*\)"$/\1/p' "$top/gen/base/version.h")
system=$(uname -sm | tr '[:upper:]' '[:lower:]' | tr ' ' -)
mkdir -p "$action" "$at/gen/base" "$at/templates" "$at/tests/tap" bin
cp "$top"/.github/actions/setup/* "$action"
cp "$top/gen/base/version.h" "$at/gen/base"
echo text >"$at/templates/a.tmpl"
printf '#!/bin/sh\necho setup >>"$CALLED"\n' >"$at/tests/tap/setup"
cat >"$at/Makefile" <<'END'
install install-front:
	@echo $@ >>"$(CALLED)"
	@[ ! -e "$(CALLED).broken" ] || { echo 'broken.c:1: error' >&2; exit 1; }
	@mkdir -p '$(PREFIX)/bin' '$(PREFIX)/libexec'
	@cp '$(nightshift)' '$(PREFIX)/bin/nightshift'
	@[ $@ = install-front ] || cp '$(nightshift)-core' '$(PREFIX)/libexec/nightshift-core'
END
ln -s "$(command -v "$make")" bin/gmake
PATH=$work/bin:$PATH
export CALLED="$work/called" GITHUB_PATH="$work/path" GITHUB_SERVER_URL="file://$work/server" RUNNER_TEMP="$work/temp" FROM CORE RELEASES ImageOS
FROM=release CORE=true RELEASES='' ImageOS=''
mkdir temp

# What is released, in that server's folder of it.
release=$work/server/Owner/nightshift/releases/download/v$version
publish() {
	rm -rf "$release" packed && mkdir -p "$release" "packed/nightshift-$version-$system/bin" "packed/nightshift-$version-$system/libexec"
	cp "$nightshift" "packed/nightshift-$version-$system/bin/nightshift"
	cp "$nightshift-core" "packed/nightshift-$version-$system/libexec/nightshift-core"
	cp "$nightshift" "$release/nightshift-$version-$system"
	tar -C packed -cf - "nightshift-$version-$system" | gzip -1n >"$release/nightshift-$version-$system.tar.gz"
	sh "$action/sources.sh" "$at" >"$release/nightshift-$version.sources"
	(cd "$release" && sh "$action/sha256.sh" ./* | sed 's, \./, ,' >../SUMS && mv ../SUMS SHA256SUMS)
}
# names: what name.sh says, as variables; NAME=VALUE
names() {
	: >outputs
	GITHUB_OUTPUT=$work/outputs ${shell-sh} "$action/name.sh" || return
	sed 's/^\([a-z]*\)=\(.*\)$/\1='"'\\2'"'/' outputs
}
# get: what the action does, in the shell $shell
get() {
	eval "$(names)"
	# shellcheck disable=SC2154 # by name.sh
	env SOURCE="$source" VERSION="$version" SYSTEM="$system" SOURCES="$sources" PARTS="$parts" RELEASES="$releases" TO="$to" ${shell-sh} "$action/get.sh"
}
# fresh: nothing is there
fresh() {
	rm -rf temp/* called path
	: >called
	: >path
}
kept() { find "$work/temp" -mindepth 1 | head -n 3; }
# left FILE...: what it has left, and what it has said in these files of PATH and of its calls
left() { kept && cat "$@"; }

# --- its file; what its steps do, tests/emit/workflows-action.sh shows

# not_pinned: the actions that are not named by a commit; inserted: the scripts into which a value is put
not_pinned() {
	grep -h 'uses:' "$top"/.github/actions/*/action.yml >uses || return
	grep -vE 'uses: [a-z/-]+@[0-9a-f]{40} # v[0-9.]+$' uses
	[ $? = 1 ]
}
inserted() {
	grep -hE '^ *run: .*\$\{\{' "$top"/.github/actions/*/action.yml
	[ $? = 1 ]
}
quiet "each action that it uses is one commit" not_pinned
quiet "nothing that others say is put into a script" inserted
equal "what is printed for a project names this version" "    - uses: $(sed -n 's/^#define NIGHTSHIFT_REPOSITORY "\(.*\)"$/\1/p' "$top/gen/base/version.h")/.github/actions/setup@v$version" \
	"$("$nightshift" help action | grep uses:)"

# --- the names

publish
digest=$(sh "$action/sha256.sh" "$release/nightshift-$version.sources" | cut -c1-16)
names >said
equal "the key has the version, the parts, the system and the source; the releases are the repository's that the action is of" \
	"key='nightshift-$version-all-$system-$digest' releases='file://$work/server/Owner/nightshift/releases/download' to='$work/temp/nightshift-all'" \
	"$(grep -E '^(key|releases|to)=' said | sort | tr '\n' ' ' | sed 's/ $//')"
ImageOS=ubuntu24 CORE=false RELEASES=https://x.example/r/
names >said
equal "and the image, where there is one; what is said counts" "key='nightshift-$version-front-$system-ubuntu24-$digest' releases='https://x.example/r' to='$work/temp/nightshift-front'" \
	"$(grep -E '^(key|releases|to)=' said | sort | tr '\n' ' ' | sed 's/ $//')"
ImageOS='' CORE=true RELEASES=''
echo more >>"$at/templates/a.tmpl"
names >said
case $(grep '^key=' said) in *"$digest"*) false ;; *) grep -q "^key='nightshift-$version-all-$system-[0-9a-f]\{16\}'$" said ;; esac
check "another source has another key" "$(cat said)"
echo text >"$at/templates/a.tmpl"

# --- released, in each shell that is here

for shell in sh dash mksh bash "busybox sh" "${BASH_OLD:-sh}"; do
	command -v "${shell%% *}" >/dev/null || continue
	fresh
	run get
	ends "$shell: what is released is taken" 0 "" "nightshift: $version is the released one, for $system"
	equal "$shell: it runs, whole, and is in PATH; nothing was built" "nightshift $version $work/temp/nightshift-all/bin 0" \
		"$("$(cat path)/nightshift" generate --version) $(cat path) $(wc -l <called | tr -d ' ')"
	equal "$shell: and nothing else is left" "$work/temp/nightshift-all" "$(find temp -mindepth 1 -maxdepth 1 | sed "s,^,$work/,")"
	run get
	ends "$shell: what the cache has is taken as it is" 0 "" "nightshift: $version is there"
	fresh
	export CORE=false
	run get
	ends "$shell: the front program alone" 0 "" "nightshift: $version is the released one, for $system"
	equal "$shell: it runs" "nightshift $version no core" "$("$(cat path)/nightshift" exec --version) $("$(cat path)/nightshift" generate --version >/dev/null 2>&1 || echo no core)"
	export CORE=true
done
shell='sh'

# --- what is wrong with the release

fresh
echo more >>"$release/nightshift-$version-$system.tar.gz"
sum() { sh "$action/sha256.sh" "$1" | sed 's/ .*//'; }
was=$(sed -n "s/  nightshift-$version-$system.tar.gz//p" "$release/SHA256SUMS")
wrong="nightshift: file://$release/nightshift-$version-$system.tar.gz has the checksum $(sum "$release/nightshift-$version-$system.tar.gz"), and its SHA256SUMS says $was"
run get
ends "a wrong checksum" 3 "$wrong" ""
quiet "it leaves nothing, and PATH as it was" left path called
run with GITHUB_ACTIONS=true get
ends "in a job that is an annotation" 3 "" "::error::$wrong"
publish
rm "$release/nightshift-$version-$system.tar.gz"
fresh
run get
ends "a file that SHA256SUMS names, and that is not there" 3 "nightshift: release v$version names nightshift-$version-$system.tar.gz in its SHA256SUMS, and has no such file" ""
quiet "it leaves nothing" left path called
publish
mkdir -p broken/x/bin && printf '#!/bin/sh\nexit 1\n' >broken/x/bin/nightshift && chmod +x broken/x/bin/nightshift
tar -C broken -cf - x | gzip -1n >"$release/nightshift-$version-$system.tar.gz"
(cd "$release" && rm SHA256SUMS && sh "$action/sha256.sh" nightshift* >SUMS && mv SUMS SHA256SUMS)
fresh
run get
ends "a program that does not run here" 3 "nightshift: what release v$version has for $system does not run here" ""
quiet "it leaves nothing" left path called
fresh
printf '#!/bin/sh\necho "curl: (6) no such host" >&2\nexit 6\n' >bin/curl && chmod +x bin/curl
run get
ends "a server that cannot be reached" 3 "nightshift: cannot fetch file://$release/SHA256SUMS: curl: (6) no such host" ""
printf '#!/bin/sh\nprintf 503\n' >bin/curl
run get
ends "a server that has no answer" 3 "nightshift: cannot fetch file://$release/SHA256SUMS: the server answers 503" ""
quiet "they leave nothing" left path called
printf '#!/bin/sh\nprintf 404\n' >bin/curl
run get
ends "a server that has no such release: it is built" 0 "" "nightshift: there is no release v$version in file://${release%/*}
nightshift: building $version from its source"
rm bin/curl

# --- what is not released is built

# builds NAME WHY: it does, and says why
builds() {
	fresh
	run get
	ends "$1: it is built" 0 "" "${2:+nightshift: $2
}nightshift: building $version from its source"
	equal "$1: with what that needs, and it runs" "setup install nightshift $version" \
		"$(tr '\n' ' ' <called)$("$(cat path)/nightshift" generate --version)"
	equal "$1: nothing else is left" "$work/temp/nightshift-all" "$(find temp -mindepth 1 -maxdepth 1 | sed "s,^,$work/,")"
}
publish
rewrite "/-$system/d" "$release/SHA256SUMS"
builds "a platform without a program" "release v$version has no program for $system"
publish
echo more >"$at/gen/more.c"
builds "another source than that of the release" "release v$version is of another source than this"
rm "$at/gen/more.c"
with FROM=source builds "if that is wanted" ""
with RELEASES="file://$work/nowhere" builds "no release of this version" "there is no release v$version in file://$work/nowhere"
mv "$work/runner/_actions" "$work/runner/here"
at=$work/runner/here/Owner/nightshift/feature/x action=$at/.github/actions/setup
builds "the action of one's own repository" "nobody says where its releases are"
fresh
: >called.broken
run get
ends "a source that does not build" 3 "$(printf '%s\n' "$err" | sed '$d')
nightshift: it does not build" "nightshift: nobody says where its releases are
nightshift: building $version from its source"
quiet "it leaves nothing" left path
rm called.broken
fresh
printf '#!/bin/sh\necho missing: libgit2-dev >&2\nexit 1\n' >"$at/tests/tap/setup"
run get
ends "a machine that lacks what building needs" 3 "nightshift: what building it needs is not here" "nightshift: nobody says where its releases are
nightshift: building $version from its source
missing: libgit2-dev"
# what Homebrew has, it gets
printf '#!/bin/sh\nsed 1q "$CALLED" | grep -q . || { echo "missing; run: brew install make libgit2" >&2; exit 1; }\n' >"$at/tests/tap/setup"
printf '#!/bin/sh\necho "brew $*" >>"$CALLED"\n' >bin/brew && chmod +x bin/brew
fresh
run get
[ "$status" = 0 ]
check "where Homebrew has it, it comes from there" "$out $err"
equal "in one command" "brew install make libgit2 install" "$(tr '\n' ' ' <called | sed 's/ $//')"

# --- what a cache brings from another machine

printf '#!/bin/sh\necho setup >>"$CALLED"\n' >"$at/tests/tap/setup"
rm "$work/temp/nightshift-all/libexec/nightshift-core"
printf '#!/bin/sh\n[ -e "$CALLED" ] && grep -q setup "$CALLED" && exec "%s" "$@"\nexit 127\n' "$nightshift-core" >"$work/temp/nightshift-all/libexec/nightshift-core"
chmod +x "$work/temp/nightshift-all/libexec/nightshift-core"
: >called
run get
ends "what was built, and lacks its libraries: they are installed" 0 "" "nightshift: $version is there, and now has the libraries that it was built with"
equal "and it is not built again" setup "$(cat called)"
printf '#!/bin/sh\nexit 127\n' >"$work/temp/nightshift-all/libexec/nightshift-core"
: >called
run get
[ "$status" = 0 ] && grep -qx install called && [ "$("$work/temp/nightshift-all/bin/nightshift" generate --version)" = "nightshift $version" ]
check "what does not run all the same is built again" "$out $err"
printf '#!/bin/sh\necho nightshift 0.0.9\n' >"$work/temp/nightshift-all/bin/nightshift"
: >called
run get
[ "$status" = 0 ] && [ "$("$work/temp/nightshift-all/bin/nightshift" generate --version)" = "nightshift $version" ]
check "so is one of another version" "$out $err"
finish
