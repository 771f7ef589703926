#!/bin/sh
# sha256.sh FILE...: the SHA-256 of each, two blanks and its name. Linux has another program for it than macOS.
if command -v sha256sum >/dev/null; then
	exec sha256sum "$@"
else
	exec shasum -a 256 "$@"
fi
