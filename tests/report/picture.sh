#!/bin/sh
# The picture of the page in README.md is of the page as it is: the committed one names what it was made of. `tests/report/picture.sh make` makes it
# anew, which looks different on a machine with other fonts.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

if ! node --input-type=module -e "import { findBrowser } from '$top/tests/report/page/browser.mjs'; process.exit(findBrowser() ? 0 : 1)" 2>/dev/null; then
	skip "the picture of the page" "there is no node, no puppeteer-core or no Chromium"
	finish
fi
committed=$top/.github/page.png
# made_of: a hash of what decides what the page looks like
made_of() { (cd "$top" && cat templates/page.html.tmpl templates/page/*.css templates/page/*.js tests/report/page/record.py tests/report/page/picture.mjs) | git hash-object --stdin; }
# chunk PICTURE [WORDS]: the comment in a PNG (PNG specification, 11.3.4.3: tEXt); or put it there
chunk() {
	python3 - "$@" <<'END'
import struct, sys, zlib
data = open(sys.argv[1], "rb").read()
assert data[:8] == b"\x89PNG\r\n\x1a\n", "this is no PNG"
at, chunks = 8, []
while at < len(data):
    size = struct.unpack(">I", data[at:at + 4])[0]
    chunks.append((data[at + 4:at + 8], data[at + 8:at + 8 + size]))
    at += size + 12
if len(sys.argv) > 2:
    chunks.insert(1, (b"tEXt", b"Comment\0" + sys.argv[2].encode()))
    with open(sys.argv[1], "wb") as out:
        out.write(data[:8])
        for kind, body in chunks:
            out.write(struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)))
else:
    print(*struct.unpack(">II", chunks[0][1][:8]), *[body.split(b"\0")[1].decode() for kind, body in chunks if kind == b"tEXt"])
END
}
NIGHTSHIFT=$nightshift python3 "$top/tests/report/page/record.py" "$PWD/demo" --nights 120 || not_ok "the record"
SOURCE_DATE_EPOCH=1795255200 "$nightshift" report -C demo -f tests/rts/suite.xml --format html -o "$PWD/demo.html"
node "$top/tests/report/page/picture.mjs" "$PWD/demo.html" "$PWD/page.png" >said 2>&1
check "a picture is made of the page" "$(cat said)"
if [ "${1-}" = make ]; then
	chunk page.png "made of $(made_of)"
	cp page.png "$committed"
	echo "# made: .github/page.png"
fi
equal "the committed picture has that size, and is of the page as it is; if not: tests/report/picture.sh make" "$(chunk page.png | cut -d' ' -f1,2) made of $(made_of)" "$(chunk "$committed")"
grep -q '](.github/page.png)' "$top/README.md"
check "README.md shows it" ""
finish
