# nightshift itself: a Makefile project that needs three libraries, and nothing at run time.
{ pkgs }:
let
  inherit (pkgs) lib;
  files = import ./files.nix { inherit lib; };
  # Only what is built or installed: an edit of a test or of a page builds nothing again.
  wanted = [
    "Makefile"
    "gen"
    "templates"
  ];
in
pkgs.stdenv.mkDerivation {
  pname = "nightshift";
  inherit (files) version;
  src = files.source "nightshift" wanted;
  nativeBuildInputs = [ pkgs.pkg-config ];
  buildInputs = [
    pkgs.expat
    pkgs.libgit2
    pkgs.sqlite
  ]
  ++ import ./static.nix { inherit pkgs; };
  enableParallelBuilding = true;
  installPhase = ''
    runHook preInstall
    make install PREFIX="$out"
    runHook postInstall
  '';
  meta = {
    description = "Splits a slow test suite out of a build, over Nix, Make and CI workflows";
    license = lib.licenses.mit;
    mainProgram = "nightshift";
    platforms = lib.platforms.unix;
  };
}
