#!/bin/sh
# The scripts of the workflows at work, for engine container, with a stand-in for docker.
# shellcheck source=tests/tap/lib.sh disable=SC2034 # some variables are for workflows/lib.sh
. "$(dirname "$0")/../tap/lib.sh"
# shellcheck source=tests/emit/workflows/lib.sh
. "$top/tests/emit/workflows/lib.sh"
# shellcheck source=tests/emit/lib/engines.sh
. "$top/tests/emit/lib/engines.sh"

# shellcheck disable=SC2016
container='<workflow engine="container" cron="0 1 * * *" required="t" nightshift="&quot;$NIGHTSHIFT&quot;"><container file="Docker file" options="--shm-size=1g --security-opt '"'seccomp=un confined'"'"/>'
# macOS has no docker.
platforms='<platform name="linux" system="x86_64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>
<platform name="arm" system="aarch64-linux" runner="r" pr="build" merge="none" nightly="none"><gap reason="builds"/></platform>'
for via in image registry; do
	rm -rf boxed
	mkdir boxed && : >"boxed/Docker file"
	suite boxed "$container<share via=\"$via\"/></workflow>" '<shards lane="merge" platform="linux" count="2"/>'
	# shellcheck disable=SC2016
	bash -c '[ "${BASH_VERSINFO[0]}" -ge 4 ]' || { skip "container via $via" "bash is older than 4"; continue; }
	command -v zstd >/dev/null || { skip "container via $via" "there is no zstd"; continue; }
	drive "container via $via: the image travels between the jobs, and all are green" boxed merge "$(jobs plan programs-linux test-linux required)"
	equal "container via $via: every unit of the lane passed" "linux:a-one linux:a-two linux:b-one linux:b-two " "$(passed)"
	equal "container via $via: the image is built once" 1 "$(grep -c '^docker build' "$run/docker.log")"
	turn boxed two
	drive "container via $via: a unit that fails fails the test job and the required check" boxed merge "$(jobs plan programs-linux test-linux=failure required=failure)"
done
drive "container: in a pull request each job builds its image, and a unit that fails fails it" boxed pr "$(jobs plan build-arm test-linux=failure required=failure)"
equal "container: the seed reaches the unit that takes one" "seed $("$nightshift" seed -C boxed -f suite.xml)" "$(grep -h '^seed' "$run/out/test-linux/work/verdicts/linux/a-two/verdict")"
finish
