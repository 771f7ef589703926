"""schema.py SCHEMA PAGE: what the page of the manual says otherwise than the schema of manifests, one a line: elements and attributes that
only one of the two has, parents, what must be there, the words and the numbers that may be said; and hover texts that are not the page's."""

import re
import sys
import xml.etree.ElementTree as ET

RNG = '{http://relaxng.org/ns/structure/1.0}'
DOCUMENTATION = '{http://relaxng.org/ns/compatibility/annotations/1.0}documentation'


def read_schema(path):
    elements, parents = {}, {}
    for define in ET.parse(path).getroot().iter(RNG + 'define'):
        element = define.find(RNG + 'element')
        name = element.get('name')
        required = {a.get('name') for a in element.findall(RNG + 'attribute')}
        attributes = {a.get('name'): (a, a.get('name') in required) for a in element.iter(RNG + 'attribute')}
        elements[name] = (element, attributes)
        for ref in element.iter(RNG + 'ref'):
            parents.setdefault(ref.get('name'), set()).add((name, ref.get('name')))
    return elements, {child: {parent for parent, _ in of} for child, of in parents.items()}


def read_page(path):
    """The texts of elements and attributes, the latter by (element, attribute), and as they are written."""
    texts, now = {}, []
    headed = []
    for line in open(path):
        line = line.rstrip('\n')
        if line.startswith(('.Ss ', '.Sh ')):
            headed = re.findall(r'<([a-z-]+)>', line) if line.startswith('.Ss ') else []
            now = [(name, '') for name in headed]
            continue
        item = re.match(r'\.It Va (\S+)$', line)
        if item:
            now = [(name, item[1]) for name in headed]
        elif re.match(r'\.(Pp|Bl|El|It|Bd|Ed)', line):
            now = []
        else:
            for key in now:
                texts.setdefault(key, []).append(line)
    return texts


def plain(lines):
    """The words of a text without macros and punctuation: what the hover text has in any case."""
    return re.findall(r'[A-Za-z0-9]+', ' '.join(re.sub(r'^\.[A-Z][a-z] |(?<= )(Ns|No|Cm|Va|Li|Ar)(?= )', ' ', line) for line in lines))


def compare(schema, page):
    elements, parents = read_schema(schema)
    texts = read_page(page)
    known = {(name, '') for name in elements} | {(name, a) for name, (_, attributes) in elements.items() for a in attributes}
    for key in sorted(known ^ set(texts)):
        yield '<%s> %s: only in the %s' % (*key, 'schema' if key in known else 'page')
    for (name, attribute) in sorted(known & set(texts)):
        lines, (element, attributes) = texts[name, attribute], elements[name]
        where = '<%s> %s' % (name, attribute)
        if not attribute:
            says = re.match(r'In (.*)\.$', lines[0])
            if set(re.findall(r'<([a-z-]+)>', says[1] if says else '')) != parents.get(name, set()):
                yield '%s: stands in %s' % (where, ', '.join(sorted(parents.get(name, set()))))
            node = element
        else:
            node, required = attributes[attribute]
            if required != (lines[0] == 'Required.'):
                yield '%s: is %srequired' % (where, '' if required else 'not ')
            for value in node.iter(RNG + 'value'):
                if not any(line.startswith('.Cm ') and value.text in line.split() for line in lines):
                    yield '%s: does not say that it may be %s' % (where, value.text)
            range_ = [p.text for p in node.iter(RNG + 'param') if p.get('name').endswith('Inclusive')]
            if range_ and 'from %s to %s' % tuple(range_) not in ' '.join(lines):
                yield '%s: does not say that it is from %s to %s' % (where, *range_)
        hover = node.find(DOCUMENTATION)
        if hover is None or re.findall(r'[A-Za-z0-9]+', hover.text) != plain(lines):
            yield '%s: the hover text is %s' % (where, 'absent' if hover is None else "'%s'" % hover.text)


print('\n'.join(compare(*sys.argv[1:])), end='')
