# Strategy tree: the work folder as it is after the product's build, with the programs of all
# variants, is kept as an archive and put back for the runs. For tests that want to see the sources
# and everything that was built, and for commands that call the build system again.
{
  plan,
  here,
  product,
  shell,
  ...
}@scope:
let
  # The folder that the source was unpacked into. Beside it lie files of the builder's own.
  top = ''
    top=''${sourceRoot:-.}
    top=''${top#./}
    top=''${top%%/*}
    if [ "$top" = . ]; then
      echo "nightshift: the source was unpacked into no folder of its own: use strategy archive or recheck" >&2
      exit 1
    fi
  '';
  # An archive keeps the times of files, which make goes by and the store does not keep. Compressed,
  # it does not hold references to whatever the build wrote down.
  tree = product.keeping (_: {
    name = "${plan.suite}-tree";
    installPhase = ''
      (
      ${shell.buildPrograms (builtins.attrValues here.variants)}
      )
      cd "$NIX_BUILD_TOP"
      ${top}
      mkdir -p "$out"
      pwd >"$out/place"
      find "$top" -name CMakeCache.txt >"$out/cmake"
      tar --sort=name --format=posix --pax-option=delete=atime,delete=ctime -cf - "$top" |
        gzip -n -1 >"$out/tree.tar.gz"
    '';
  });
  # Everything before the build happens as it did, since it exports what commands need and cannot
  # happen twice in one folder; only then the tree takes the place of what it made.
  restore = ''
    cd "$NIX_BUILD_TOP"
    if [ -s ${tree}/cmake ] && [ "$(cat ${tree}/place)" != "$PWD" ]; then
      echo "nightshift: the tree was built in $(cat ${tree}/place), this is $PWD, and CMake" >&2
      echo "does not take a tree at another place: build in a sandbox, or use strategy archive" >&2
      exit 1
    fi
    ${top}
    # Only the source's own folder was made writable.
    chmod -R u+w "$top"
    rm -rf "$top"
    tar -xzf ${tree}/tree.tar.gz
  '';
  inherit (import ./fixtures.nix (scope // { programsFor = _: restore; })) fixtures links;
in
import ./gate.nix (
  scope
  // {
    inherit fixtures;
    programs = builtins.mapAttrs (_: _: tree) here.variants;
    runOf =
      seed: name: units:
      product.keeping (
        prev:
        let
          script = product.long prev ''
            ${shell.enterSuite}
            ${shell.runHere {
              inherit
                seed
                name
                units
                links
                ;
            }}
          '';
        in
        product.nulls "dontBuild postBuild"
        // shell.attributesOf units
        // script.attributes
        // {
          name = "${plan.suite}-run-${name}";
          inherit (product.inputs) nativeBuildInputs buildInputs;
          buildPhase = ''
            runHook preBuild
            ${restore}
          '';
          installPhase = ''
            ${script.run}
            ${shell.keepResults}
          '';
        }
      );
  }
)
