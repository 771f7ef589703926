"""What Nix makes of a plan: evaluation, and what a run costs."""
import os
import shutil
import subprocess

import common
from common import left_out, many, mb, ms, NIGHTSHIFT, once, QUIET, row, TOP, turns


FLAKE = """{
  inputs.nixpkgs.url = "path:STANDIN";
  outputs = { self, nixpkgs }: {
    packages = nixpkgs.lib.genAttrs [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ] (system:
      let
        pkgs = nixpkgs.legacyPackages.${system};
        drv = pkgs.stdenv.mkDerivation { name = "rts"; src = ./src; };
      in
      PACKAGES);
  };
}
"""
SPLIT = ("(import ./nix/rts-split.nix { inherit pkgs drv; rev = self.rev or null; mkSplit = import ./library/nightshift.nix;"
         " exec = import (nixpkgs + \"/exec.nix\") { inherit pkgs; program = ./program; }; }).packages")
EVALUATE = """
  let
    flake = builtins.getFlake "git+file:FOLDER";
    paths = system: let gate = flake.packages.${system}.rts-checked; in map (drv: drv.drvPath) ([ gate ] ++ builtins.attrValues gate.runs);
  in builtins.foldl' (n: path: assert path != ""; n + 1) 0 (builtins.concatMap paths [ SYSTEMS ])
"""


def nix():
    """(g) Evaluation of the split, and what a run costs beside a bare derivation."""
    if not shutil.which("nix") or not os.path.exists("/bin/bash"):
        return left_out("Nix", "it is not installed")
    libraries = [p for p in ("/bin", "/usr", "/lib", "/lib64", "/etc/alternatives", "/etc/ld.so.cache") if os.path.exists(p)]
    os.environ["NIX_CONFIG"] = "\n".join(["experimental-features = nix-command flakes", "substituters =", "build-users-group =", "sandbox = true", "eval-cache = false",
                                          f"sandbox-paths = {' '.join(libraries)}", f"store = {common.work}/store"])
    os.environ["HOME"] = f"{common.work}/home"
    here = '"x86_64-linux"'
    four = '"x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin"'

    def project(name, units, packages):
        folder = f"{common.work}/{name}"
        many(folder, units)
        os.makedirs(f"{folder}/src")
        with open(f"{folder}/suite.xml", "r+") as f:
            text = f.read().replace('<platform name="mac"', '<nix/><platform name="arm" system="aarch64-linux" runner="r" pr="checked" merge="checked" nightly="checked"/>\n'
                                    '<platform name="intel" system="x86_64-darwin" runner="r" pr="build" merge="build" nightly="checked"/>\n<platform name="mac"')
            f.seek(0)
            f.write(text)
        with open(f"{folder}/src/Makefile", "w") as f:
            f.write("all:\n")
        with open(f"{folder}/flake.nix", "w") as f:
            f.write(FLAKE.replace("STANDIN", f"{TOP}/tests/nix").replace("PACKAGES", packages))
        shutil.copy(NIGHTSHIFT, f"{folder}/program")
        os.makedirs(f"{folder}/library")
        shutil.copy(f"{TOP}/nix/nightshift.nix", f"{folder}/library")
        shutil.copytree(f"{TOP}/nix/nightshift", f"{folder}/library/nightshift")
        once([NIGHTSHIFT, "generate", "-q", "--no-record", "-f", "suite.xml"], folder)
        subprocess.run("git add -A && nix flake lock && git add -A && git commit -qm split", shell=True, cwd=folder, check=True, **QUIET)
        return folder

    def evaluation(folder, systems, folder_of_nix=""):
        return [f"{folder_of_nix}nix-instantiate", "--eval", "--readonly-mode", "--expr", EVALUATE.replace("FOLDER", folder).replace("SYSTEMS", systems)]

    plain = project("plain", 1000, "{ rts = drv; rts-build = drv; rts-checked = drv; }")
    few = project("few", 10, SPLIT)
    quarter = project("quarter", 250, SPLIT)
    split = project("split", 1000, SPLIT)
    ten = project("ten", 10000, SPLIT)
    spread, thousand, tens, tens4, show, small, bare = turns(7, (evaluation(quarter, four), quarter), (evaluation(split, four), split), (evaluation(ten, here), ten), (evaluation(ten, four), ten),
                                              (["nix", "flake", "show"], split), (["nix", "flake", "show"], few),
                                              (["nix", "flake", "show"], plain))
    row("Nix: all paths of 1,000 units over four systems", ms(spread[0]), "", "", "0.4 s", spread[0] <= 0.4)
    row("    of 1,000 units on each of them", ms(thousand[0]), "", "", "0.4 s", thousand[0] <= 0.4)
    row("Nix: all paths of 10,000 units and their gate on one system", ms(tens[0]), "", "", "1.5 s", tens[0] <= 1.5)
    row("    on each of four systems", ms(tens4[0]), mb(tens4[2]))
    current = os.environ.get("NIX_CURRENT", f"{TOP}/build/nix-current/bin")
    if os.path.exists(f"{current}/nix-instantiate"):
        spread, tens = turns(7, (evaluation(quarter, four, f"{current}/"), quarter), (evaluation(ten, here, f"{current}/"), ten))
        row("    on a current Nix: 1,000 units over four systems", ms(spread[0]), "", "", "0.4 s", spread[0] <= 0.4)
        row("    on a current Nix: 10,000 units and their gate", ms(tens[0]), "", "", "1.5 s", tens[0] <= 1.5)
    else:
        left_out("a current Nix", "tests/nix/fetch-current gets one")
    row("nix flake show, 1,000 units on four systems", ms(show[0]), f"10 units: {ms(small[0])}", f"{show[0] / small[0]:.2f}", "1.1", show[0] / small[0] <= 1.1)
    row("    beside three packages without a split", ms(show[0]), ms(bare[0]), f"{show[0] / bare[0]:.2f}")

    # A hundred runs of true, and a hundred derivations that do the same and no more.
    folder = project("build", 100, SPLIT)
    with open(f"{folder}/suite.xml", "r+") as f:
        text = f.read().replace("make {program}", "mkdir -p build/{variant} &amp;&amp; touch {program}").replace("{program} {module} {from} {to}", "true")
        f.seek(0)
        f.write(text)
        f.truncate()
    once([NIGHTSHIFT, "generate", "-q", "--no-record", "-f", "suite.xml"], folder)
    programs = 'f: builtins.attrValues f.packages.x86_64-linux.rts-checked.programs'
    runs = 'f: builtins.attrValues f.packages.x86_64-linux.rts-checked.runs'
    bare = """f: builtins.genList (n: derivation {
      name = "bare-${toString n}"; system = "x86_64-linux"; builder = "/bin/bash"; args = [ "-c" "true; echo > $out" ];
    }) 100"""
    seen = {}
    for what, expression in ("programs", programs), ("runs", runs), ("bare", bare):
        seen[what] = once(["nix", "build", "--no-link", "--impure", "--expr", f'({expression}) (builtins.getFlake "path:{folder}")'], folder)[0]
    row("Nix: 100 runs of true, each", ms(seen["runs"] / 100), f"bare derivation: {ms(seen['bare'] / 100)}", f"{seen['runs'] / seen['bare']:.1f}")
    subprocess.run(["chmod", "-R", "u+w", f"{common.work}/store"], check=False)


ITEMS = {"nix": nix}
