#!/bin/sh
# In a root folder that has busybox, make and nothing else, as a container of Alpine has: the make include, alone and with nightshift exec
# (linked with musl, where musl-gcc is here), and `nightshift run --plan`.
# shellcheck source=tests/tap/lib.sh
. "$(dirname "$0")/../tap/lib.sh"

busybox=$(command -v busybox) && ! ldd "$busybox" >/dev/null 2>&1 || {
	skip "all of it" "there is no static busybox"
	finish
}
# inside COMMAND...: in the root folder, with /proc.
# shellcheck disable=SC2016
inside() {
	user=-r
	[ "$(id -u)" != 0 ] || user=
	# shellcheck disable=SC2086 # nothing, or a word
	unshare $user -m sh -c 'mount --rbind /proc "$0/proc" && mount --rbind /dev "$0/dev" && cd / && exec chroot "$0" /bin/sh -c "cd /repo && exec \"\$@\"" sh "$@"' \
		"$work/root" env -i PATH=/bin HOME=/tmp "$@"
}
mkdir -p root/bin root/tmp root/proc root/dev root/repo
cp "$busybox" root/bin/busybox
for tool in $(busybox --list | grep -vx -e busybox -e make); do ln -s busybox "root/bin/$tool"; done
cp "$(command -v "$make")" root/bin/make
for library in $(ldd root/bin/make | grep -o '/[^ ]*'); do
	mkdir -p "root${library%/*}"
	cp -L "$library" "root$library"
done
inside true || {
	skip "all of it" "a root folder of its own cannot be had here"
	finish
}
if command -v musl-gcc >/dev/null; then
	"$make" -s -C "$top" B="$work/musl" CC=musl-gcc WERROR=1 front && cp musl/nightshift root/bin/nightshift
	check "the program is linked with musl, without a warning"
else
	cp "$nightshift" root/bin/nightshift
	skip "linked with musl" "there is no musl-gcc"
fi

cat >root/repo/suite.xml <<END
<suite name="s" include="/tests.mk">
  <platform name="p" system="$(uname -m)-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
  <seed from="commit" fallback="4711" env="SEED"/>
  <program path="built/{variant}"><command>mkdir -p built; printf 'echo "\$1 seed \$SEED"\n' >{program}; chmod +x {program}</command></program>
  <fixture name="data" key="data" output="made" inputs="suite.xml"><command>wc -l &lt;suite.xml &gt;"\$NIGHTSHIFT_OUTPUT"</command></fixture>
  <run>{program} {module}</run>
  <variant name="x"/>
  <module name="script" seed="7"/>
  <module name="needs" needs="data"><run>test -s made</run></module>
  <module name="fails"><run>echo oh; exit 4</run></module>
  <module name="crashes"><run>kill -SEGV \$\$</run></module>
  <module name="skips" may-skip="yes"><run>echo "no device here"; exit 77</run></module>
  <module name="hangs" timeout="1"><run>echo before; sleep 100000; echo after</run></module>
  <module name="deaf" timeout="1"><run>trap '' TERM; while :; do sleep 1; done</run></module>
</suite>
END
(cd root/repo && "$nightshift" generate --no-record -q -f suite.xml) || { not_ok "generate" && finish; }
wanted='crashes crash 139
deaf timeout 124
fails fail 4
hangs timeout 124
needs pass 0
script pass 0
skips skip 77'
verdicts() {
	(cd root/repo && for unit in crashes deaf fails hangs needs script skips; do
		echo "$unit $(sed -n 's/^verdict //p; s/^status //p' "$1/x-$unit/verdict" | paste -sd' ' -)"
	done 2>&1)
}
# by NAME RESULTS COMMAND...
by() {
	name=$1 results=$2
	shift 2
	rm -rf root/repo/built root/repo/build root/repo/made*
	run inside "$@"
	[ "$status" != 0 ]
	check "$name: units that fail make it fail" "$err"
	equal "$name: the verdicts" "$wanted" "$(verdicts "$results")" || details "$out
$err"
	equal "$name: a script without a first line gets its seed" "script seed 7" "$(cat "root/repo/$results/x-script/log")"
}
by "the make include" build/nightshift make -k -j4 -f tests.mk s-test
by "with nightshift exec" build/nightshift make -k -j4 -f tests.mk s_nightshift=/bin/nightshift s-test
by "nightshift run --plan" build/nightshift nightshift run --plan=nix/s.json -j4
finish
