#!/usr/bin/env bash
# test/run.sh [--fast] runs every test (--fast: the unit tests alone) and ends with the line `N passed, N failed, N skipped`.
# Exits non-zero when a test failed, when a project did not end in time, or when no test ran.
set -euo pipefail
cd "$(dirname "$0")/.."

# In minutes, more than each needs on a slow machine: a run that hangs must end all the same.
projects=(UnitTests=3)
case "${1:-}" in
  "")
    projects+=(IntegrationTests=12 EndToEndTests=27)
    # Without root, and so without apt-get, the tests of what is missing are skipped, and say so.
    [ "$(id -u)" -ne 0 ] || deploy/require.sh /usr/sbin/haproxy=haproxy /usr/sbin/keepalived=keepalived ip=iproute2 unshare=util-linux
    # Found, made once a machine, or not to be had here: then the tests that need it are skipped, too.
    if haproxy=$(test/haproxy30.sh); then export HAPROXY_30=$haproxy; fi
    if assets=$(test/apiserver.sh); then export KUBEBUILDER_ASSETS=$assets; fi
    ;;
  --fast) ;;
  *) echo "usage: test/run.sh [--fast]" >&2; exit 64 ;;
esac

log=$(mktemp)
trap 'rm -f "$log"' EXIT

dotnet restore Kube2Haproxy.sln --locked-mode --verbosity quiet
dotnet build Kube2Haproxy.sln --no-restore --verbosity quiet --nologo -consoleLoggerParameters:ErrorsOnly

# Not by `dotnet test`, which does not say what is still running when it is cut.
status=0
for project in "${projects[@]}"; do
  name=Kube2Haproxy.${project%=*}
  timeout --signal=INT --kill-after=1m "${project#*=}m" dotnet "artifacts/bin/$name/debug/$name.dll" -noLogo -noColor -longRunning 240 2>&1 |
    tee -a "$log" || { status=$?; echo "$name ended with exit code $status." >&2; }
done

# The sum of one of the numbers in "   Project  Total: 9, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 1.234s".
sum() { { grep -oE "^ +Kube2Haproxy\.[A-Za-z]+ +Total: .*" "$log" || true; } | { grep -oE " $1: [0-9]+" || true; } | awk '{ n += $NF } END { print n + 0 }'; }
failed=$(($(sum Failed) + $(sum Errors))) skipped=$(sum Skipped)
passed=$(($(sum Total) - $(sum Failed) - skipped - $(sum "Not Run")))
if [ "$status" -eq 0 ] && [ "$passed" -eq 0 ]; then
  echo "No test ran." >&2
  status=1
fi
# Once more, where nobody has to look for them.
grep -F ' [FAIL]' "$log" || true
echo "$passed passed, $failed failed, $skipped skipped"
exit "$status"
