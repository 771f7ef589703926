{ pkgs }:
pkgs.stdenv.mkDerivation {
  name = "greet";
  src = ../greet;
  buildFlags = [ "all" ];
  installPhase = ''
    runHook preInstall
    install -D -m 555 build/greet $out/bin/greet
    runHook postInstall
  '';
  meta = {
    description = "Greets people";
    mainProgram = "greet";
  };
}
