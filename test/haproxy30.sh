#!/usr/bin/env bash
# test/haproxy30.sh prints the path of a HAProxy 3.0, for the tests that run on two releases: HAPROXY_30 where it is set, else one in the
# user's cache. Where that is missing it is made, once a machine and in seconds, from Debian 13's packages with the libraries that they need.
# Exits with 69 and says what to do where that cannot be done here.
set -euo pipefail

missing="No HAProxy 3.0"
remedy="Set HAPROXY_30 to the path of one, or run test/haproxy30.sh on Debian 12."
. "$(dirname "$0")/cached.sh"

if [ -n "${HAPROXY_30:-}" ]; then
  [ -x "$HAPROXY_30" ] || unavailable "HAPROXY_30 ($HAPROXY_30) is no program."
  found "$HAPROXY_30"
fi

cached haproxy30 haproxy

. /etc/os-release 2>/dev/null || true
[ "${ID:-}" = debian ] || unavailable "this is not Debian, whose packages could be used."

echo "Fetching HAProxy 3.0 for the tests, once on this machine …" >&2
apt_sources "s/\b${VERSION_CODENAME:-bookworm}\b/trixie/g"
unpack haproxy libc6 libcrypt1 libgcc-s1 libjemalloc2 liblua5.4-0 libopentracing-c-wrapper0t64 libopentracing1 libpcre2-8-0 libssl3t64 \
  libstdc++6 libzstd1 patchelf zlib1g

# It wants a newer libc than this machine's, with its loader. A wrapper that starts the loader would be in the way where HAProxy executes
# itself again at a reload, and where its processes are looked for by name: the program itself names its loader and libraries.
mkdir -p "$work/made/lib"
cp -P "$work"/unpacked/usr/lib/*-linux-gnu/*.so* "$work/made/lib/"
loader=$(basename "$work"/made/lib/ld-linux*.so.*)
through_loader() {
  quietly "$work/made/lib/$loader" --library-path "$work/made/lib" "$@"
}
through_loader "$work/unpacked/usr/bin/patchelf" --set-interpreter "$target/lib/$loader" --force-rpath --set-rpath "$target/lib" \
  --output "$work/made/haproxy" "$work/unpacked/usr/sbin/haproxy"
through_loader "$work/made/haproxy" -v
grep -q '^HAProxy version 3\.0\.' "$log" || unavailable "the packages are those of another release: $(head -1 "$log")."
keep "$work/made"
