# A Makefile project shaped like the runtime of case A: preBuild unpacks a second source and exports
# where it is, inputs are a list in a list, nothing may be referred to.
{ pkgs }:
pkgs.stdenv.mkDerivation {
  name = "runtime";
  src = ../runtime;
  bignum = ../runtime/bignum;
  nativeBuildInputs = [ pkgs.pkg-config ];
  buildInputs = [ (pkgs.lib.optional pkgs.stdenv.isDarwin [ pkgs.expat ]) ];
  enableParallelBuilding = true;
  # It cannot be run twice in one folder: unpackFile would not overwrite.
  preBuild = ''
    (cd .. && unpackFile "$bignum")
    export BIGNUM_SRC="$(cd ../bignum && pwd)"
    touch only-while-building
    export CFLAGS="-O1 -ffile-prefix-map=$NIX_BUILD_TOP=/build"
  '';
  postBuild = ''
    rm -f only-while-building
  '';
  # what only its tests call
  nativeCheckInputs = [
    (pkgs.runCommand "helper" { } ''
      mkdir -p $out/bin
      printf '#!/bin/sh\necho helped\n' >$out/bin/runtime-helper
      chmod +x $out/bin/runtime-helper
    '')
  ];
  installPhase = ''
    mkdir -p $out/lib
    cp build/libruntime-small.a build/libruntime-wide.a $out/lib
  '';
  preFixup = ''
    test "$(ls $out/lib | wc -l)" = 2
  '';
  allowedRequisites = [ ];
  meta.description = "A runtime in small";
}
