# shellcheck shell=bash disable=SC2154
# shellcheck source=setup.sh
source "$stdenv"
genericBuild
