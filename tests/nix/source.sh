# What a builder's bash reads: the file that make-derivation names, once setup.sh is in.
# shellcheck shell=bash disable=SC2154
# shellcheck source=setup.sh
source "$stdenv"
# shellcheck source=builder.sh
source "$1"
