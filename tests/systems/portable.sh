#!/bin/sh
# nightshift without what only Linux has (make PORTABLE=1), as it is on a system that it does not know: exec, batch and fixtures do what they do
# elsewhere, but for what no such system can do, which tests/tap/lib.sh knows.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/systems/lib/form.sh
. "$top/tests/systems/lib/form.sh"

if [ ! -x "$top/build/portable/nightshift" ]; then
	not_ok "there is a program in this form" "make check-systems builds build/portable/nightshift, and so does make PORTABLE=1"
	finish
fi
# Calls of Linux that its objects make.
of_linux() { nm -u "$@" | grep -wE 'prctl|vfork|clone|syscall|pipe2|accept4|dup3|ppoll|epoll_[a-z]*|signalfd|pidfd_[a-z]*|close_range|statx?fs|sendfile|memfd_create' | sort -u; }
quiet "its objects call nothing that only Linux has" eval '[ -z "$(of_linux "$top"/build/portable/*/*.o | tee /dev/stderr)" ]'
if [ "$(uname)" = Linux ]; then
	[ -n "$(of_linux "$top"/build/unit/*.o "$top"/build/base/*.o)" ]
	check "those of the program for Linux do, so they would be seen"
fi
pass_as portable 'only Linux|this system does not tell|nothing is preloaded'
finish
