# What a builder's bash reads: the file that make-derivation names, once setup.sh is in; before it, what
# there is of structured attributes. Nix 2.8 names a sandboxed builder the place that its files have
# outside, so that nixpkgs must look here, too, as it once did.
# shellcheck shell=bash disable=SC2154
# shellcheck source=/dev/null
if [ -n "$NIX_ATTRS_SH_FILE" ] && [ ! -e "$NIX_ATTRS_SH_FILE" ]; then
  export NIX_ATTRS_SH_FILE=$PWD/.attrs.sh NIX_ATTRS_JSON_FILE=$PWD/.attrs.json
fi
# shellcheck source=/dev/null
if [ -e "$NIX_ATTRS_SH_FILE" ]; then . "$NIX_ATTRS_SH_FILE"; fi
# shellcheck source=setup.sh
source "$stdenv"
# shellcheck source=builder.sh
source "$1"
