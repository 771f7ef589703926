# What the program nightshift is linked with, so that it starts on a machine without Nix: the C library as an archive. In nixpkgs
# glibc has it in an output of its own; other C libraries have it beside the shared one, or not at all.
{ pkgs }:
pkgs.lib.optional (
  pkgs.stdenv.hostPlatform.isLinux && pkgs ? stdenv.cc.libc.static
) pkgs.stdenv.cc.libc.static
