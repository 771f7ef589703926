#!/bin/sh
# What is wanted of nightshift here, by the source that this file lies in: names of it, as outputs of a step. CORE in the environment
# is whether the core is wanted, RELEASES where its releases are, if that is said.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$here/../../.." && pwd)
version=$(sed -n 's/^#define NIGHTSHIFT_VERSION "\(.*\)"$/\1/p' "$source/gen/base/version.h")
system=$(uname -sm | tr '[:upper:]' '[:lower:]' | tr ' ' -)
sources=$(sh "$here/sources.sh" "$source" | sh "$here/sha256.sh" | sed 's/ .*//')
parts=all
[ "$CORE" = true ] || parts=front
# GitHub puts an action into _actions/OWNER/NAME/REF. It says these in variables, too, but not in an action that another one uses.
if [ -z "$RELEASES" ]; then
	case $source in
	*/_actions/*/*/*)
		of=${source##*/_actions/} owner=${of%%/*} of=${of#*/}
		RELEASES=${GITHUB_SERVER_URL:-https://github.com}/$owner/${of%%/*}/releases/download
		;;
	esac
fi
cat >>"$GITHUB_OUTPUT" <<END
source=$source
version=$version
system=$system
sources=$sources
parts=$parts
releases=${RELEASES%/}
to=${RUNNER_TEMP:-/tmp}/nightshift-$parts
key=nightshift-$version-$parts-$system${ImageOS:+-$ImageOS}-$(echo "$sources" | cut -c1-16)
END
