#!/bin/sh
# nightshift exec in the foreground of a terminal (tests/tap/terminal.py): its command can read from it; Ctrl-C and Ctrl-Z go to who has it.
# shellcheck source=tests/tap/lib.sh disable=SC2016
. "$(dirname "$0")/../tap/lib.sh"

python=$("$top/tests/tap/python" pyte) || python=
if [ -z "$python" ] || ! command -v bash >/dev/null; then
	skip "exec on a terminal" "there is no pyte for python3, or no bash"
	finish
fi
PATH="$(dirname "$nightshift"):$PATH"
export PATH
cat >rc <<'E2'
PS1='$ '
run() { nightshift exec "$@"; echo "exit status $?"; }
on() { fg >/dev/null; echo "exit status $?"; }
E2

# session PATTERN: the lines with it that the screen has in the end, of a shell in which the actions of the standard input are done.
session() {
	{
		cat
		echo screen
	} | "$python" "$top/tests/tap/terminal.py" 120x60 bash --rcfile rc -i | grep -E -e "$1" -e '^waited'
}

# What is asked stands before what is answered, unless that was typed earlier.
cat >ask <<'E2'
#!/bin/sh
echo 'name?'
read -r name </dev/tty
echo "it is $name"
E2
# Who was answered once has the terminal.
cat >twice <<'E2'
#!/bin/sh
read -r name </dev/tty
echo 'now?'
read -r name </dev/tty
echo "it is $name"
E2
chmod +x ask twice
equal "a command reads from the terminal, and the shell has it back" "it is joe
exit status 0
after" "$(session '^it is|^exit status|^after' <<'END'
type run ./ask^J
wait name?
type joe^J
wait exit status 0
type echo af''ter^J
wait after
END
)"
equal "and so does the command of a unit, which has no standard input" "pass u
exit status 0
verdict pass" "$(session '^pass|^exit status|^verdict' <<'END'
type run --results=r --suite=s --plan=0000000000000000000000000000000000000007 --run=r --unit=u -- './ask >asked'^J
type joe^J
wait exit status 0
type cat r/u/verdict^J
wait verdict pass
END
)"
equal "it is as it was said" "it is joe" "$(sed -n 2p asked)"
equal "without a unit, the standard input is the terminal" "got joe
exit status 0" "$(session '^got|^exit status' <<'END'
type run 'read -r x; echo "got $x"'^J
type joe^J
wait exit status 0
END
)"

# Ctrl-C: who has the terminal gets it, and the unit is cancelled and not tried again, as without a terminal.
equal "Ctrl-C while it reads" "cancelled (status 130
exit status 1" "$(session 'cancelled|tried|^exit status' <<'END' | sed -e 's/^.*cancelled/cancelled/' -e 's/[,)].*//'
type run --attempts=3 ./twice^J
type joe^J
wait now?
type ^C
wait exit status 1
END
)"
equal "Ctrl-C while it does not" "cancelled (status 143
exit status 1" "$(session 'cancelled|tried|^exit status' <<'END' | sed -e 's/^.*cancelled/cancelled/' -e 's/[,)].*//'
type run --attempts=3 'echo rea''dy; sleep 1000; true'^J
wait ready
type ^C
wait exit status 1
END
)"

# Ctrl-Z: the shell has the terminal back; later it goes on.
equal "Ctrl-Z while it reads, and on again" "meanwhile
it is joe
exit status 0" "$(session '^meanwhile|^it is|^exit status' <<'END'
type nightshift exec ./twice^J
type jim^J
wait now?
type ^Z
wait Stopped
type echo mean''while^J
wait meanwhile
type on^J
type joe^J
wait exit status 0
END
)"
equal "in the background it waits for the terminal, and gets it from fg" "it is joe
exit status 0" "$(session '^it is|^exit status' <<'END'
type nightshift exec ./ask &^J
wait name?
type on^J
type joe^J
wait exit status 0
END
)"
finish
