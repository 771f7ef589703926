# The phases of nixpkgs' setup.sh, without hooks of packages and distPhase. See default.nix.
# shellcheck shell=bash disable=SC2048,SC2154
set -eu -o pipefail
shopt -s inherit_errexit

# Structured attributes are variables of the shell, lists are arrays, and of all that only the outputs and
# what is in env go to programs.
if [ -n "${NIX_ATTRS_JSON_FILE-}" ]; then
  echo "structuredAttrs is enabled"
  for output in "${!outputs[@]}"; do export "$output=${outputs[$output]}"; done
  for variable in "${!env[@]}"; do export "$variable=${env[$variable]}"; done
  unset output variable
fi
outputNames() {
  if [ -n "${NIX_ATTRS_JSON_FILE-}" ]; then echo "${!outputs[*]}"; else echo "${outputs:-out}"; fi
}

# The first of them comes first; under strictDeps, what is for the host is not to be run.
path=
hostInputs=${buildInputs[*]-}
if [ -n "${strictDeps-}" ]; then hostInputs=; fi
for input in ${nativeBuildInputs[*]-} $hostInputs; do
  if [ ! -e "$input" ]; then
    echo "build input $input does not exist" >&2
    exit 1
  fi
  if [ -d "$input/bin" ]; then
    path=$path$input/bin:
  fi
done
export PATH=$path/usr/local/bin:/usr/bin:/bin SHELL=/bin/bash CONFIG_SHELL=/bin/bash
unset path input hostInputs
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-315532800} TZ=UTC GZIP_NO_TIMESTAMPS=1
export NIX_SSL_CERT_FILE=${NIX_SSL_CERT_FILE:-/no-cert-file.crt} SSL_CERT_FILE=${SSL_CERT_FILE:-/no-cert-file.crt}
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

# A hook is a function or a variable; the function wins. With a phase it is the other way round.
# More of them may stand in an array, as in preBuildHooks+=(name).
runHook() {
  local hook more="${1%Hook}Hooks[@]"
  if declare -F "$1" >/dev/null; then
    "$1"
  elif [ -n "${!1-}" ]; then
    eval "${!1}"
  fi
  for hook in ${!more+"${!more}"}; do
    eval "$hook"
  done
}

# However a builder ends, it says so to hooks; one that may fail then ends well.
ended() {
  exitCode=$? # no local one: bash may be amid a function that it no longer knows of
  set +e
  if [ "$exitCode" = 0 ]; then
    runHook exitHook
    return
  fi
  runHook failureHook
  if [ -n "${succeedOnFailure-}" ]; then
    echo "build failed with exit code $exitCode (ignored)"
    mkdir -p "$out/nix-support"
    printf %s "$exitCode" >"$out/nix-support/failed"
    exit 0
  fi
  return "$exitCode"
}
trap ended EXIT

# Appends to the array flags: the words of each variable named, or an array as it is. NAME=VALUE
# stands for VALUE where NAME is empty.
collect() {
  local name word list whole
  for word; do
    name=${word%%=*}
    list="${name}[@]" whole="${name}[*]"
    if [ -z "${!whole-}" ]; then
      word=${word:${#name}}
      if [ -n "$word" ]; then flags+=("${word#=}"); fi
    elif [[ $name = *Array || "$(declare -p "$name" 2>/dev/null)" = "declare -a"* ]]; then
      flags+=("${!list}")
    else
      # shellcheck disable=SC2206
      flags+=(${!name})
    fi
  done
}
# Make, with -j if the first argument is not empty, and with the flags that the others name.
runMake() {
  local flags=(${1:+"-j$NIX_BUILD_CORES"} SHELL="$SHELL")
  shift
  collect "$@"
  # shellcheck disable=SC2086
  make ${makefile:+-f $makefile} "${flags[@]}"
}

unpackFile() {
  local target
  echo "unpacking source archive $1"
  if [ -d "$1" ]; then
    target=$(stripHash "$1")
    if [ ! -e "$target" ]; then
      cp -r --preserve=mode,timestamps --reflink=auto -- "$1" "$target"
      return
    fi
    echo "Cannot copy $1 to $target: destination already exists!"
  else
    case $1 in
      *.tar | *.tar.* | *.tgz | *.tbz2 | *.tbz | *.txz)
        tar xf "$1" --mode=+w --warning=no-timestamp
        return
        ;;
    esac
  fi
  echo "do not know how to unpack source archive $1"
  exit 1
}

unpackPhase() {
  runHook preUnpack
  local before=" " folder source
  if [ -z "${srcs[*]-}" ]; then
    if [ -z "${src-}" ]; then
      echo "variable \$src or \$srcs should point to the source" >&2
      exit 1
    fi
    srcs=$src
  fi
  local flags=()
  collect srcs
  for folder in *; do
    if [ -d "$folder" ]; then before="$before$folder "; fi
  done
  for source in "${flags[@]}"; do
    unpackFile "$source"
  done
  sourceRoot=${sourceRoot-}
  if [ -n "${setSourceRoot-}" ] || declare -F setSourceRoot >/dev/null; then
    runHook setSourceRoot
  elif [ -z "$sourceRoot" ]; then
    for folder in *; do
      if [ -d "$folder" ] && [[ $before != *" $folder "* ]]; then
        if [ -n "$sourceRoot" ]; then
          echo "unpacker produced multiple directories" >&2
          exit 1
        fi
        sourceRoot=$folder
      fi
    done
  fi
  if [ -z "$sourceRoot" ]; then
    echo "unpacker appears to have produced no directories" >&2
    exit 1
  fi
  if [ "${dontMakeSourcesWritable:-0}" != 1 ]; then
    chmod -R u+w -- "$sourceRoot"
  fi
  runHook postUnpack
}

patchPhase() {
  runHook prePatch
  local patch flags=()
  collect patchFlags=-p1
  for patch in ${patches[*]-}; do
    patch "${flags[@]}" <"$patch"
  done
  runHook postPatch
}

configurePhase() {
  runHook preConfigure
  if [ -z "${configureScript-}" ] && [ -x ./configure ]; then
    configureScript=./configure
  fi
  if [ -n "${configureScript-}" ]; then
    local flags=()
    if [ -z "${dontDisableStatic-}" ] && grep -qs enable-static "$configureScript"; then
      flags+=(--disable-static)
    fi
    if [ -z "${dontAddDisableDepTrack-}" ] && grep -qs dependency-tracking "$configureScript"; then
      flags+=(--disable-dependency-tracking)
    fi
    if [ -z "${dontAddPrefix-}" ]; then
      flags+=("${prefixKey:---prefix=}$prefix")
    fi
    collect configureFlags configureFlagsArray
    # shellcheck disable=SC2086
    $configureScript "${flags[@]}"
  else
    echo "no configure script, doing nothing"
  fi
  runHook postConfigure
}

hasMakefile() {
  [ -n "${makeFlags[*]-}" ] || [ -n "${makefile-}" ] || [ -e Makefile ] || [ -e makefile ] || [ -e GNUmakefile ]
}

buildPhase() {
  runHook preBuild
  if hasMakefile; then
    foundMakefile=1
    runMake "${enableParallelBuilding-}" makeFlags makeFlagsArray buildFlags buildFlagsArray
  else
    echo "no Makefile or custom buildPhase, doing nothing"
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
    runMake "${enableParallelChecking-}" makeFlags makeFlagsArray \
      checkFlags=VERBOSE=y checkFlagsArray checkTarget
  fi
  runHook postCheck
}

installPhase() {
  runHook preInstall
  if hasMakefile; then
    foundMakefile=1
    if [ -n "$prefix" ]; then mkdir -p "$prefix"; fi
    runMake "${enableParallelInstalling-}" makeFlags makeFlagsArray \
      installFlags installFlagsArray installTargets=install
  else
    echo "no Makefile or custom installPhase, doing nothing"
  fi
  runHook postInstall
}

fixupPhase() {
  local output
  for output in $(outputNames); do
    if [ -e "${!output}" ]; then chmod -R u+w,u-s,g-s "${!output}"; fi
  done
  runHook preFixup
  # What separateDebugInfo asks of a hook; there is nothing to strip.
  if [ -n "${separateDebugInfo-}" ] && [ -n "${debug-}" ]; then mkdir -p "$debug"; fi
  runHook postFixup
}

installCheckPhase() {
  runHook preInstallCheck
  if [ -z "${foundMakefile-}" ]; then
    echo "no Makefile or custom installCheckPhase, doing nothing"
  elif [ -z "${installCheckTarget-}" ] && ! make -n ${makefile:+-f $makefile} installcheck >/dev/null 2>&1; then
    echo "no installcheck target in ${makefile:-Makefile}, doing nothing"
  else
    runMake "${enableParallelChecking-}" makeFlags makeFlagsArray \
      installCheckFlags installCheckFlagsArray installCheckTarget=installcheck
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
  if [ -z "${phases[*]-}" ]; then
    phases="${prePhases[*]-} unpackPhase patchPhase ${preConfigurePhases[*]-} configurePhase ${preBuildPhases[*]-} buildPhase"
    phases="$phases checkPhase ${preInstallPhases[*]-} installPhase ${preFixupPhases[*]-} fixupPhase installCheckPhase"
    phases="$phases ${postPhases[*]-}"
  fi
  for phase in ${phases[*]}; do
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
    echo "Running phase: $phase"
    eval "${!phase:-$phase}"
    if [ "$phase" = unpackPhase ]; then
      cd -- "${sourceRoot:-.}"
    fi
  done
}

# What is set then can be looked at in a folder that was kept.
if [ -z "${noDumpEnvVars-}" ] && [ -d "${NIX_BUILD_TOP-}" ]; then
  export 2>/dev/null >|"$NIX_BUILD_TOP/env-vars" || true
fi
# Only setup.sh itself minds unset variables: builders are called with -e alone.
set +u
