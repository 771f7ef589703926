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
# What GitHub says of the owner, and of the images that are kept.
mkdir api
echo '{"type": "Organization"}' >api/users
echo '[{"id": 3, "created_at": "2020-01-01T00:00:00Z"}, {"id": 4, "created_at": "2999-01-01T00:00:00Z"}]' >api/orgs
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
	equal "container via $via: no image and no container is left on the machine" 0 "$(find "$run/docker" -mindepth 1 -name '*[0-9]-[0-9]*' | wc -l | tr -d ' ')"
	if [ "$via" = registry ]; then
		equal "container via $via: no job stays logged in" "$(grep -c '^docker login' "$run/docker.log")" "$(grep -c '^docker logout' "$run/docker.log")"
		# each on its own machine: the one that has pushed it, and the legs
		equal "container via $via: every machine forgets the name in the registry" 3 "$(grep -c '^docker image rm .*ghcr.io/' "$run/docker.log")"
		drive "container: where nothing may be pushed, as in a fork, the image is an artifact, and all are green" boxed merge "$(jobs plan programs-linux test-linux required)" DOCKER_READ_ONLY=1
		equal "container: where nothing may be pushed: every unit of the lane passed" "linux:a-one linux:a-two linux:b-one linux:b-two " "$(passed)"
		equal "container: where nothing may be pushed: nothing is pulled" 0 "$(grep -c '^docker pull' "$run/docker.log")"
		drive "container: images of long ago are removed" boxed merge "$(jobs plan programs-linux test-linux required)" GH_API="$work/api"
		equal "container: images of long ago are removed: those, and no other" "gh api --method DELETE orgs/Owner/packages/container/name%2Fnightshift-t-linux-0/versions/3 " "$(grep DELETE "$run/gh")"
	fi
	equal "container via $via: names have the run and the attempt" "nightshift-t-linux-0:77-1 nightshift-t-linux-0:77-1-1 nightshift-t-linux-0:77-1-2 programs-77-1 units-77-1-1 units-77-1-2 " \
		"$(grep -o -e 'nightshift-t-linux-0:[0-9-]*' -e '--name [^ ]*' "$run/docker.log" | sed 's/--name //' | sort -u | tr '\n' ' ')"
	turn boxed two
	drive "container via $via: a unit that fails fails the test job and the required check" boxed merge "$(jobs plan programs-linux test-linux=failure required=failure)"
done
drive "container: in a pull request each job builds its image, and a unit that fails fails it" boxed pr "$(jobs plan build-arm test-linux=failure required=failure)"
# shellcheck disable=SC2016 # of the program
sed '2i [ "$1" = --list ] || printf "%s\\n" "::error::planted" "##[error]planted" "::add-mask::planted" "::stop-commands::planted"' boxed/t/prog >prog && cp prog boxed/t/prog
repository boxed "tests that give orders"
drive "container: tests that give orders to the runner: a unit that fails fails its job" boxed pr "$(jobs plan build-arm test-linux=failure required=failure)"
equal "container: tests that give orders to the runner: none is obeyed" 0 "$(cat "$run"/out/*/orders | grep -c planted)"
grep -q '^::error title=a-two::' "$run/out/test-linux-1/orders"
check "container: tests that give orders to the runner: ours are" "$(cat "$run/out/test-linux-1/orders")"
equal "container: the seed reaches the unit that takes one" "seed $("$nightshift" seed -C boxed -f suite.xml)" "$(grep -h '^seed' "$run/out/test-linux-1/work/verdicts/linux/1/a-two/verdict")"

# --- a unit that hangs ---------------------------------------------------------------------------------------------------

cp boxed/t/prog prog
# shellcheck disable=SC2016 # of the program: it waits for a file that nobody makes
sed '2i [ "$1" != two ] || while [ ! -e /nowhere/at-all ]; do sleep 0.1; done' boxed/t/prog >hangs && cp hangs boxed/t/prog
repository boxed "a unit that hangs"
drive "container: a unit that hangs: its job fails, and the required check" boxed merge "$(jobs plan programs-linux test-linux=failure required=failure)" minute=0.06
equal "container: a unit that hangs: the verdicts of the others are there" "linux:a-one linux:b-one " "$(passed)"
equal "container: a unit that hangs: no image and no container is left on the machine" 0 "$(find "$run/docker" -mindepth 1 -name '*[0-9]-[0-9]*' | wc -l | tr -d ' ')"
cp prog boxed/t/prog
repository boxed "a unit that ends"
finish
