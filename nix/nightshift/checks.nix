# What decides only how a product is checked: attributes of nixpkgs' builders and of its setup hooks, each with the
# file of nixpkgs that reads it. `null` takes an attribute out of the environment. That changes nothing of what is
# built, since these are read by the phases of the checks, which do not run without doCheck and doInstallCheck. Where
# null does more, a comment says what.
#
# Not here, because null would switch on in the build what its author switched off: dontCheckRuntimeDeps,
# dontUsePythonCatchConflicts. Nor what the build reads as well, as dotnetTestProjectFiles, which it restores.
[
  {
    file = "pkgs/stdenv/generic/setup.sh";
    names = "checkPhase checkTarget checkFlags checkFlagsArray preCheck postCheck dontCheck installCheckPhase installCheckTarget installCheckFlags installCheckFlagsArray preInstallCheck postInstallCheck";
  }
  {
    file = "pkgs/by-name/ni/ninja/setup-hook.sh";
    names = "dontUseNinjaCheck";
  }
  {
    file = "pkgs/by-name/me/meson/setup-hook.sh";
    names = "mesonCheckFlags mesonCheckFlagsArray dontUseMesonCheck dontAddTimeoutMultiplier";
  }
  {
    file = "pkgs/by-name/ct/ctestCheckHook/ctest-check-hook.sh";
    names = "ctestFlags disabledTests dontUseCTestCheck";
  }
  {
    # builders hand these on as the next entry's
    file = "pkgs/build-support/rust/build-rust-package/default.nix";
    names = "checkType checkFeatures checkNoDefaultFeatures useNextest";
  }
  {
    file = "pkgs/build-support/rust/hooks/cargo-check-hook.sh and cargo-nextest-hook.sh";
    names = "cargoCheckType cargoCheckFeatures cargoCheckNoDefaultFeatures cargoTestFlags dontCargoCheck dontUseCargoParallelTests";
  }
  {
    # This hook and the next run whenever they are sourced: `always`. They are inputs of the checks; where one is an
    # input of the build, null would run what was left out, and so all of its attributes stay.
    file = "pkgs/development/interpreters/python/hooks/pytest-check-hook.sh";
    names = "enabledTests enabledTestPaths enabledTestMarks disabledTests disabledTestPaths disabledTestMarks pytestFlags pytestFlagsArray dontUsePytestCheck";
    always = "pytest-check-hook";
  }
  {
    file = "pkgs/development/interpreters/python/hooks/unittest-check-hook.sh";
    names = "unittestFlags unittestFlagsArray dontUseUnittestCheck";
    always = "unittest-check-hook";
  }
  {
    # It runs in every build and imports what is named: with null it has nothing to import.
    file = "pkgs/development/interpreters/python/hooks/python-imports-check-hook.sh";
    names = "pythonImportsCheck dontUsePythonImportsCheck";
  }
  {
    file = "pkgs/by-name/ve/versionCheckHook/hook.sh";
    names = "versionCheckProgram versionCheckProgramArg versionCheckKeepEnvironment versionCheckScript dontVersionCheck preVersionCheck postVersionCheck";
  }
  {
    file = "pkgs/build-support/dotnet/build-dotnet-module/hook/dotnet-hook.sh";
    names = "dotnetTestFilters dotnetDisabledTests dotnetTestFlags dontDotnetCheck";
  }
  {
    file = "pkgs/development/compilers/zig/setup-hook.sh";
    names = "zigCheckFlags zigCheckFlagsArray dontUseZigCheck";
  }
  {
    file = "pkgs/development/tools/build-managers/gradle/setup-hook.sh";
    names = "gradleCheckTask dontUseGradleCheck";
  }
  {
    file = "pkgs/by-name/ju/just/setup-hook.sh";
    names = "dontUseJustCheck";
  }
  {
    file = "pkgs/by-name/sc/scons/setup-hook.sh";
    names = "dontUseSconsCheck";
  }
  {
    file = "pkgs/by-name/bm/bmake/setup-hook.sh";
    names = "dontUseBmakeCheck";
  }
  {
    file = "pkgs/development/interpreters/lua-5/hooks/busted-check-hook.sh and luarocks-check-hook.sh";
    names = "bustedFlags bustedNoNlua dontBustedCheck dontLuarocksCheck";
  }
]
