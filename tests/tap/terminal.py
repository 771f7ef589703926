#!/usr/bin/env python3
"""Run a program on a terminal of its own, and say what is on the screen.

    tests/tap/terminal.py COLUMNSxLINES COMMAND... <ACTIONS

Each line of standard input is an action, done in turn:

    wait TEXT       until the screen has TEXT
    gone TEXT       until the screen has no TEXT
    type KEYS       ^C is Ctrl-C, ^Z is Ctrl-Z, ^M is the Enter key, ^J the end of a line for who does not look at keys
    resize COLUMNSxLINES      a terminal cuts its lines, or, with `reflow`, wraps them anew, as most do today
    reflow COLUMNSxLINES
    touch FILE      make a file
    run COMMAND     run shell text beside it, to its end
    rows TEXT       until the screen has TEXT; then print the lines that have it
    screen          print the screen, without the empty lines at its end
    end             wait for the program, print `exit status N` and then the screen

An action that is not done within half a minute prints the screen, and ends all of it with status 3. Of what goes by
nothing is lost: the screen is taller than what is printed.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time

import pyte

PATIENCE = 30


class Terminal:
    def __init__(self, size, command):
        self.columns, self.lines = (int(n) for n in size.split("x"))
        self.screen = pyte.Screen(self.columns, self.lines)
        self.stream = pyte.ByteStream(self.screen)
        self.status = None
        self.pid, self.fd = pty.fork()
        if not self.pid:
            os.environ["TERM"] = os.environ.get("TERM_FOR_TEST", "xterm")
            self.tell_size(0)
            os.execvp(command[0], command)
        self.tell_size(self.fd)

    def tell_size(self, fd):
        fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", self.lines, self.columns, 0, 0))

    def reflow(self, columns, lines):
        """Another width, to which each line is wrapped; the cursor stays at its character."""
        shown, cursor = self.screen.display, (self.screen.cursor.y, self.screen.cursor.x)
        self.columns, self.lines, at = columns, lines, (0, 0)
        self.screen.reset()
        self.screen.resize(lines, columns)
        row = 0
        for y, line in enumerate(shown):
            line = line.rstrip()
            if y == cursor[0]:
                at = (row + cursor[1] // columns, cursor[1] % columns)
            for x in range(0, max(len(line), 1), columns):
                self.screen.cursor_position(row + 1, 1)
                self.screen.draw(line[x:x + columns])
                row += 1
        self.screen.cursor_position(at[0] + 1, at[1] + 1)

    def read(self, seconds):
        """Take what the program prints, for so long or until there is something."""
        if self.fd < 0:
            time.sleep(min(seconds, 0.02))
            return
        if not select.select([self.fd], [], [], seconds)[0]:
            return
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            data = b""
        if data:
            self.stream.feed(data)
        else:
            os.close(self.fd)
            self.fd = -1

    def text(self):
        lines = [line.rstrip() for line in self.screen.display]
        while lines and not lines[-1]:
            lines.pop()
        return lines

    def until(self, done, what):
        end = time.monotonic() + PATIENCE
        while not done():
            if time.monotonic() > end:
                print(f"waited in vain for: {what}; the screen:")
                print("\n".join(self.text()))
                if self.status is None:
                    os.kill(self.pid, signal.SIGKILL)
                sys.exit(3)
            self.read(0.02)

    def has(self, text):
        return any(text in line for line in self.text())

    def ended(self):
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is not None and self.fd < 0

    def act(self, action, rest):
        if action == "wait":
            self.until(lambda: self.has(rest), rest)
        elif action == "gone":
            self.until(lambda: not self.has(rest), "the end of " + rest)
        elif action == "type":
            os.write(self.fd, re.sub(r"\^([A-Z])", lambda key: chr(ord(key[1]) - 64), rest).encode())
        elif action == "run":
            beside = subprocess.Popen(["timeout", str(PATIENCE + 5), "sh", "-c", rest], stdout=subprocess.DEVNULL)
            self.until(lambda: beside.poll() is not None, rest)
        elif action == "resize":
            self.columns, self.lines = (int(n) for n in rest.split("x"))
            self.screen.resize(self.lines, self.columns)
            self.tell_size(self.fd)
        elif action == "reflow":
            self.reflow(*(int(n) for n in rest.split("x")))
            self.tell_size(self.fd)
        elif action == "touch":
            open(rest, "w").close()
        elif action == "rows":
            self.until(lambda: self.has(rest), rest)
            print("\n".join(line for line in self.text() if rest in line))
        elif action == "screen":
            print("\n".join(self.text()))
        elif action == "end":
            self.until(self.ended, "the end")
            print(f"exit status {self.status}")
            print("\n".join(self.text()))
        else:
            sys.exit(f"terminal.py: no such action: {action}")


def main():
    terminal = Terminal(sys.argv[1], sys.argv[2:])
    for line in sys.stdin:
        action, _, rest = line.rstrip("\n").partition(" ")
        terminal.act(action, rest)


main()
