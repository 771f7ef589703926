#!/bin/sh
# Put nightshift into the folder $TO, if it is not there: from the release, or built. name.sh says the other names. A release counts if it is
# of this very source and has a program for this system, and nothing is taken from it whose checksum is another. What fails
# leaves nothing, and the exit status is 3.
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 3
new=$TO.new

say() { echo "nightshift: $1"; }
# fail TEXT
fail() {
	# an annotation, where there are any
	if [ -n "${GITHUB_ACTIONS-}" ]; then echo "::error::nightshift: $1"; else echo "nightshift: $1" >&2; fi
	exit 3
}
trap 'rm -rf "$new" "$TO.build"' EXIT
trap 'exit 3' HUP INT TERM

# works FOLDER: is it there, whole, of that version, and does what it loads load?
works() {
	[ "$("$1/bin/nightshift" exec --version 2>/dev/null)" = "nightshift $VERSION" ] || return 1
	# this asks the core
	[ "$PARTS" = front ] || [ "$("$1/bin/nightshift" generate --version 2>/dev/null)" = "nightshift $VERSION" ]
}

# fetch NAME: from the release into $new. False if it has none; what else goes wrong ends all.
fetch() {
	url=$RELEASES/v$VERSION/$1 status=0
	code=$(curl -sSL --retry 3 --connect-timeout 60 -w '%{http_code}' -o "$new/$1" "$url" 2>"$new/said") || status=$?
	case $status:$code in
	0:200 | 0:000) ;; # a file has no code
	0:404 | 37:*) rm -f "$new/$1" && return 1 ;;
	0:*) fail "cannot fetch $url: the server answers $code" ;;
	*) fail "cannot fetch $url: $(cat "$new/said")" ;;
	esac
}

# sum NAME: what the release says its checksum is
sum() { awk -v name="$1" '$2 == name { print $1 }' "$new/SHA256SUMS"; }

# released: put what is released into $new/here. False if that cannot be, and why is said.
released() {
	name=nightshift-$VERSION-$SYSTEM
	[ "$PARTS" = front ] || name=$name.tar.gz
	[ -n "$RELEASES" ] || { say "nobody says where its releases are"; return 1; }
	command -v curl >/dev/null || fail "curl is not here, which fetches it"
	fetch SHA256SUMS || { say "there is no release v$VERSION in $RELEASES"; return 1; }
	if [ "$(sum "nightshift-$VERSION.sources")" != "$SOURCES" ]; then
		say "release v$VERSION is of another source than this"
		return 1
	fi
	wanted=$(sum "$name")
	[ -n "$wanted" ] || { say "release v$VERSION has no program for $SYSTEM"; return 1; }
	fetch "$name" || fail "release v$VERSION names $name in its SHA256SUMS, and has no such file"
	got=$(sh "$here/sha256.sh" "$new/$name" | sed 's/ .*//')
	[ "$got" = "$wanted" ] || fail "$RELEASES/v$VERSION/$name has the checksum $got, and its SHA256SUMS says $wanted"
	mkdir -p "$new/here/bin"
	case $name in
	*.gz) tar -C "$new/here" --strip-components 1 -xzf "$new/$name" ;;
	*) cp "$new/$name" "$new/here/bin/nightshift" && chmod +x "$new/here/bin/nightshift" ;;
	esac || fail "cannot unpack $name"
	works "$new/here" || fail "what release v$VERSION has for $SYSTEM does not run here"
}

# ready: see that what building needs is there
ready() {
	if [ "$PARTS" = front ]; then
		[ "$(uname)" != Darwin ] || command -v gmake >/dev/null || brew install make
		return
	fi
	missing=$(sh "$SOURCE/tests/tap/setup" build 2>&1) && return
	formulae=$(printf '%s\n' "$missing" | sed -n 's/^missing; run: brew install //p')
	# shellcheck disable=SC2086 # words
	[ -n "$formulae" ] && command -v brew >/dev/null && brew install $formulae && return
	printf '%s\n' "$missing"
	return 1
}

# built: put what is built from the source into $new/here
built() {
	ready || fail "what building it needs is not here"
	make=$(command -v gmake || command -v make) || fail "make is not here"
	if ! mkdir -p "$TO.build" || ! cp -R "$SOURCE/Makefile" "$SOURCE/gen" "$SOURCE/templates" "$TO.build"; then
		fail "cannot copy the source"
	fi
	target=install
	[ "$PARTS" = all ] || target=install-front
	"$make" -s -j"$(getconf _NPROCESSORS_ONLN)" -C "$TO.build" $target PREFIX="$new/here" || fail "it does not build"
	works "$new/here" || fail "what was built does not run"
}

if works "$TO"; then
	say "$VERSION is there"
elif [ -e "$TO/bin/nightshift" ] && ready >/dev/null && works "$TO"; then
	say "$VERSION is there, and now has the libraries that it was built with"
else
	rm -rf "$TO" "$new"
	mkdir -p "$new" || fail "cannot write to $new"
	if [ "$FROM" = release ] && released; then
		say "$VERSION is the released one, for $SYSTEM"
	else
		say "building $VERSION from its source"
		built
	fi
	mv "$new/here" "$TO" || fail "cannot write to $TO"
fi
echo "$TO/bin" >>"$GITHUB_PATH"
