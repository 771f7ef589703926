# The phases of nixpkgs' setup.sh, without hooks of packages. See default.nix.
# shellcheck shell=bash disable=SC2154
set -eu -o pipefail

export PATH=/usr/local/bin:/usr/bin:/bin
for input in $nativeBuildInputs $buildInputs; do
  if [ -d "$input/bin" ]; then
    PATH=$input/bin:$PATH
  fi
done
export HOME=/homeless-shelter
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-315532800}
NIX_BUILD_CORES=${NIX_BUILD_CORES:-1}
if [ "$NIX_BUILD_CORES" -le 0 ]; then
  NIX_BUILD_CORES=$(getconf _NPROCESSORS_ONLN)
fi
export NIX_BUILD_CORES
prefix=${prefix:-$out}

stripHash() {
  local name=${1##*/}
  if [[ $name =~ ^[a-z0-9]{32}- ]]; then
    name=${name:33}
  fi
  echo "$name"
}

# A hook or phase is a variable or a function; the variable wins.
have() {
  [ -n "${!1-}" ] || declare -F "$1" >/dev/null
}
call() {
  if [ -n "${!1-}" ]; then
    eval "${!1}"
  else
    "$1"
  fi
}
runHook() {
  if have "$1"; then
    call "$1"
  fi
}

unpackFile() {
  local target
  target=$(stripHash "$1")
  echo "unpacking source archive $1"
  if [ -d "$1" ]; then
    if [ -e "$target" ]; then
      echo "Cannot copy $1 to $target: destination already exists!" >&2
      return 1
    fi
    cp -r --preserve=mode,timestamps --reflink=auto -- "$1" "$target"
  else
    tar xf "$1"
  fi
}

unpackPhase() {
  runHook preUnpack
  local before=" " folder source
  if [ -z "${srcs-}" ]; then
    if [ -z "${src-}" ]; then
      echo "variable \$src or \$srcs should point to the source" >&2
      exit 1
    fi
    srcs=$src
  fi
  for folder in *; do
    if [ -d "$folder" ]; then before="$before$folder "; fi
  done
  for source in $srcs; do
    unpackFile "$source"
  done
  if [ -z "${sourceRoot-}" ]; then
    sourceRoot=
    for folder in *; do
      if [ -d "$folder" ] && [[ $before != *" $folder "* ]]; then
        if [ -n "$sourceRoot" ]; then
          echo "unpacker produced multiple directories" >&2
          exit 1
        fi
        sourceRoot=$folder
      fi
    done
    if [ -z "$sourceRoot" ]; then
      echo "unpacker appears to have produced no directories" >&2
      exit 1
    fi
  fi
  if [ "${dontMakeSourcesWritable:-0}" != 1 ]; then
    chmod -R u+w -- "$sourceRoot"
  fi
  runHook postUnpack
}

patchPhase() {
  runHook prePatch
  local patch
  for patch in ${patches-}; do
    patch -p1 <"$patch"
  done
  runHook postPatch
}

configurePhase() {
  runHook preConfigure
  if [ -z "${configureScript-}" ] && [ -x ./configure ]; then
    configureScript=./configure
  fi
  if [ -n "${configureScript-}" ]; then
    # shellcheck disable=SC2086
    $configureScript --prefix="$prefix" ${configureFlags-}
  fi
  runHook postConfigure
}

hasMakefile() {
  [ -n "${makefile-}" ] || [ -e Makefile ] || [ -e makefile ] || [ -e GNUmakefile ]
}
parallel() {
  if [ -n "$1" ]; then echo "-j$NIX_BUILD_CORES"; fi
}

buildPhase() {
  runHook preBuild
  if [ -z "${makeFlags-}" ] && ! hasMakefile; then
    echo "no Makefile or custom buildPhase, doing nothing"
  else
    foundMakefile=1
    # shellcheck disable=SC2046,SC2086
    make ${makefile:+-f $makefile} $(parallel "${enableParallelBuilding-}") SHELL=/bin/bash \
      ${makeFlags-} ${buildFlags-}
  fi
  runHook postBuild
}

checkPhase() {
  runHook preCheck
  if [ -z "${foundMakefile-}" ]; then
    echo "no Makefile or custom checkPhase, doing nothing"
    runHook postCheck
    return
  fi
  if [ -z "${checkTarget-}" ]; then
    if make -n ${makefile:+-f $makefile} check >/dev/null 2>&1; then
      checkTarget="check"
    elif make -n ${makefile:+-f $makefile} test >/dev/null 2>&1; then
      checkTarget="test"
    fi
  fi
  if [ -z "${checkTarget-}" ]; then
    echo "no check/test target in ${makefile:-Makefile}, doing nothing"
  else
    # shellcheck disable=SC2046,SC2086
    make ${makefile:+-f $makefile} $(parallel "${enableParallelChecking-}") SHELL=/bin/bash \
      ${makeFlags-} ${checkFlags:-VERBOSE=y} $checkTarget
  fi
  runHook postCheck
}

installPhase() {
  runHook preInstall
  if [ -z "${makeFlags-}" ] && ! hasMakefile; then
    echo "no Makefile or custom installPhase, doing nothing"
  else
    mkdir -p "$prefix"
    # shellcheck disable=SC2086
    make ${makefile:+-f $makefile} SHELL=/bin/bash ${makeFlags-} ${installFlags-} "${installTargets:-install}"
  fi
  runHook postInstall
}

fixupPhase() {
  local output
  for output in $outputs; do
    if [ -e "${!output}" ]; then chmod -R u+w,u-s,g-s "${!output}"; fi
  done
  runHook preFixup
  runHook postFixup
}

installCheckPhase() {
  runHook preInstallCheck
  if [ -z "${foundMakefile-}" ]; then
    echo "no Makefile or custom installCheckPhase, doing nothing"
  else
    # shellcheck disable=SC2086
    make ${makefile:+-f $makefile} SHELL=/bin/bash ${makeFlags-} ${installCheckFlags-} \
      ${installCheckTarget:-installcheck}
  fi
  runHook postInstallCheck
}

genericBuild() {
  local phase
  if [ -f "${buildCommandPath-}" ]; then
    # shellcheck disable=SC1090
    source "$buildCommandPath"
    return
  elif [ -n "${buildCommand-}" ]; then
    eval "$buildCommand"
    return
  fi
  if [ -z "${phases-}" ]; then
    phases="unpackPhase patchPhase ${preConfigurePhases-} configurePhase ${preBuildPhases-} buildPhase"
    phases="$phases checkPhase ${preInstallPhases-} installPhase fixupPhase installCheckPhase"
  fi
  for phase in $phases; do
    case $phase in
      unpackPhase) if [ -n "${dontUnpack-}" ]; then continue; fi ;;
      patchPhase) if [ -n "${dontPatch-}" ]; then continue; fi ;;
      configurePhase) if [ -n "${dontConfigure-}" ]; then continue; fi ;;
      buildPhase) if [ -n "${dontBuild-}" ]; then continue; fi ;;
      checkPhase) if [ -z "${doCheck-}" ]; then continue; fi ;;
      installPhase) if [ -n "${dontInstall-}" ]; then continue; fi ;;
      fixupPhase) if [ -n "${dontFixup-}" ]; then continue; fi ;;
      installCheckPhase) if [ -z "${doInstallCheck-}" ]; then continue; fi ;;
    esac
    echo "$phase"
    call "$phase"
    if [ "$phase" = unpackPhase ]; then
      cd -- "${sourceRoot:-.}"
    fi
  done
}
