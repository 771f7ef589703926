#!/bin/sh
# sources.sh FOLDER: the checksum of each file that nightshift is built from there. A release has this list, so that get.sh knows
# whether what is released was built from the source that it lies in.
here=$(cd "$(dirname "$0")" && pwd) || exit 3
cd "$1" || exit 3
find Makefile gen templates -type f | LC_ALL=C sort | xargs sh "$here/sha256.sh"
