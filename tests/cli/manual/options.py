"""options.py HELP PAGE: what the page of the manual says otherwise than the help of its command, one a line: options, letters, and what
they take. In the page an option may stand anywhere; what it takes is compared in lists and where it is optional."""

import re
import sys

EVERYWHERE = {'directory', 'color', 'quiet', 'verbose', 'help', 'version'}


def of_help(path):
    """Each option's letter, and what it takes or None."""
    options, example = {}, False
    for line in open(path).read().splitlines():
        if line.startswith('Of every command'):
            break
        example = line == 'Examples:' or (example and line)
        found = re.match(r'  (?:-([a-zA-Z]),|   ) --([a-z-]+)(?:\[?=([^ \]]+)\]?)?', line)
        if found and not example:
            options[found[2]] = found[1], found[3]
    return options


def of_page(path):
    """The names and letters of the page, and for each name what it takes, as often as the page says it."""
    names, letters, takes = set(), set(), []
    for line in open(path):
        if not line.startswith('.'):
            continue
        for dash, name, rest in re.findall(r'\bFl (-?)([A-Za-z][A-Za-z-]*)(.*?)(?= ,| Fl |$)', line):
            (names if dash else letters).add(name)
            value = re.match(r'=(.+?)[.,:;)]?$', re.sub(r'\b(Ns|Ar|Cm|Op)\b|[ "]', '', rest))
            if dash and line.startswith(('.It', '.Op')):
                takes.append((name, value[1] if value else None))
    return names, letters, takes


def main(help_path, page_path):
    options = of_help(help_path)
    names, letters, takes = of_page(page_path)
    for name in sorted(set(options) ^ (names - EVERYWHERE)):
        yield '--%s: only in the %s' % (name, 'help' if name in options else 'page')
    for name, (letter, _) in sorted(options.items()):
        if letter and letter not in letters:
            yield '--%s: the page does not know -%s' % (name, letter)
    for name, value in takes:
        if name not in options:
            continue
        argument = options[name][1]
        # FORMAT and WORD stand for words, which the page may say.
        same = (value is None) == (argument is None)
        if same and value and argument not in ('FORMAT', 'WORD', 'LANE'):
            same = value == argument or set(value.split('|')) <= set(argument.split('|'))
        if not same:
            yield "--%s: the page says '%s', the help '%s'" % (name, value, argument)


print('\n'.join(main(*sys.argv[1:])), end='')
