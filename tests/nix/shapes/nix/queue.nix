# A project that has always run its tests when it is built.
{ pkgs }:
pkgs.stdenv.mkDerivation {
  name = "queue";
  src = ../queue;
  doCheck = true;
  installPhase = ''
    mkdir -p $out/bin
    cp queue $out/bin
  '';
  meta.description = "A queue";
}
