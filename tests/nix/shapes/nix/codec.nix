# A CMake project with its own checkPhase. In nixpkgs the phases are those of cmake's setup hook;
# here they stand written out.
{ pkgs }:
pkgs.stdenv.mkDerivation {
  pname = "codec";
  version = "1.0";
  src = ../codec;
  configurePhase = ''
    runHook preConfigure
    cmake -S . -B build -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX=$out
    runHook postConfigure
  '';
  buildPhase = ''
    runHook preBuild
    cmake --build build
    runHook postBuild
  '';
  doCheck = true;
  checkPhase = ''
    runHook preCheck
    ctest --test-dir build --output-on-failure
    runHook postCheck
  '';
  installPhase = ''
    runHook preInstall
    cmake --install build
    runHook postInstall
  '';
  meta.description = "A codec";
}
