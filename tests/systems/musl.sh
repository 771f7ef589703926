#!/bin/sh
# nightshift with another C library, musl, static: exec, batch and fixtures do what they do elsewhere. tests/systems/busybox.sh has the make include.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/systems/lib/form.sh
. "$top/tests/systems/lib/form.sh"

if ! command -v musl-gcc >/dev/null; then
	skip "exec, batch and fixtures with musl" "musl-gcc is not here (sh tests/tap/setup systems)"
	finish
fi
if [ ! -x "$top/build/musl/nightshift" ]; then
	not_ok "there is a program in this form" "make check-systems builds build/musl/nightshift, and so does make LIBC=musl front"
	finish
fi
! ldd "$top/build/musl/nightshift" >/dev/null 2>&1
check "it loads no library"
! grep -q GLIBC "$top/build/musl/nightshift"
check "nothing of GNU's C library is in it"
if "$top/build/nightshift" --version >/dev/null && grep -q GLIBC "$top/build/nightshift"; then ok "which would be seen"; fi
pass_as musl 'no reason'
finish
