"""drive.py PROGRAM ARGUMENT...: start the interactive shell PROGRAM on a terminal of its own; for each line of standard input type it, then Tab,
and print the line as the shell has it then. The shell writes that into the FIFO `said` when it gets Ctrl-X Ctrl-P (its rc file
binds it), so nothing waits for a time."""

import os
import pty
import select
import sys


def main(argv):
    lines = sys.stdin.read().splitlines()
    os.mkfifo('said')
    child, terminal = pty.fork()
    if not child:
        os.execvp(argv[0], argv)
    # Both ends, so that it neither waits for the shell nor ends between two lines.
    said = os.open('said', os.O_RDWR)
    shown, heard = b'', b''
    for line in lines:
        os.write(terminal, line.encode() + b'\t\x18\x10')
        while b'\n' not in heard:
            ready, _, _ = select.select([terminal, said], [], [], 300)
            if not ready:
                sys.exit('the shell says nothing; it shows:\n' + shown.decode(errors='replace'))
            if said in ready:
                heard += os.read(said, 4096)
            if terminal in ready:
                shown += os.read(terminal, 65536)
        answer, heard = heard.split(b'\n', 1)
        print(answer.decode() + '$', flush=True)
        os.write(terminal, b'\x15')
    os.close(terminal)
    os.waitpid(child, 0)


main(sys.argv[1:])
