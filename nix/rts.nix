# The product: the static libraries of the bundled runtime. Written by hand and without a word on
# splitting; rts-split.nix takes it as it is.
{ pkgs }:
let
  inherit (pkgs) lib;
  root = ../tests/rts;
  # A path of its own, so that a commit elsewhere does not move it, and without the manifest and
  # what is generated from it, so that an edit of test settings does not either.
  wanted = map (name: "${toString root}/${name}") [
    "Makefile"
    "src"
    "test"
  ];
  isWanted = path: wish: path == wish || lib.hasPrefix "${wish}/" path;
in
pkgs.stdenv.mkDerivation {
  name = "rts";
  src = builtins.path {
    name = "rts";
    path = root;
    filter = path: _: builtins.any (isWanted path) wanted;
  };
  enableParallelBuilding = true;
  buildFlags = [ "all" ];
  # The same bytes in whatever folder it is built.
  preBuild = ''
    export CFLAGS="-ffile-prefix-map=$NIX_BUILD_TOP=/build"
  '';
  installPhase = ''
    runHook preInstall
    for variant in copying incremental wide; do
      install -D -m 444 build/librts-$variant.a $out/lib/librts-$variant.a
    done
    runHook postInstall
  '';
  # Whoever links the libraries must not drag in what built them.
  allowedRequisites = [ ];
  meta = {
    description = "A small managed-language runtime, as static libraries";
    license = lib.licenses.mit;
    platforms = lib.platforms.unix;
  };
}
