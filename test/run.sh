#!/usr/bin/env bash
# test/run.sh [--fast] runs every test (--fast: the unit tests alone) and ends with the line `N passed, N failed, N skipped`.
# Exits non-zero when a test failed, or when none ran.
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1:-}" in
  "")
    what=(--solution Kube2Haproxy.sln --max-parallel-test-modules 1)
    # Without root, and so without apt-get, the tests of what is missing are skipped, and say so.
    [ "$(id -u)" -ne 0 ] || deploy/require.sh /usr/sbin/haproxy=haproxy /usr/sbin/keepalived=keepalived ip=iproute2 unshare=util-linux
    # Found, made once a machine, or not to be had here: then the tests that need it are skipped, too.
    if haproxy=$(test/haproxy30.sh); then export HAPROXY_30=$haproxy; fi
    if assets=$(test/apiserver.sh); then export KUBEBUILDER_ASSETS=$assets; fi
    ;;
  --fast) what=(--project test/Kube2Haproxy.UnitTests) ;;
  *) echo "usage: test/run.sh [--fast]" >&2; exit 64 ;;
esac

log=$(mktemp)
trap 'rm -f "$log"' EXIT

dotnet restore Kube2Haproxy.sln --locked-mode --verbosity quiet
dotnet build Kube2Haproxy.sln --no-restore --verbosity quiet --nologo -consoleLoggerParameters:ErrorsOnly

# More than they need on a slow machine, which is some 26 minutes: a run that hangs must end all the same.
status=0
timeout --kill-after=30s 35m dotnet test "${what[@]}" --no-build 2>&1 | tee "$log" || status=$?

# The summary that stands last is the total over all test projects.
count() { grep -E "^ +$1: [0-9]+" "$log" | tail -1 | grep -oE '[0-9]+' || echo 0; }
passed=$(count succeeded) failed=$(count failed) skipped=$(count skipped)
if [ "$status" -eq 0 ] && [ "$passed" -eq 0 ]; then
  echo "No test ran." >&2
  status=1
fi
# Once more, where nobody has to look for them.
grep -E '^failed ' "$log" || true
echo "$passed passed, $failed failed, $skipped skipped"
exit "$status"
