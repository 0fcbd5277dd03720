#!/usr/bin/env bash
# deploy/publish.sh [linux-x64|linux-arm64] builds one self-contained file, artifacts/publish/RID/kube2haproxy, that runs on a
# machine without .NET. Without an argument: for the kind of machine that it runs on.
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1:-$(uname -m)}" in
  linux-x64 | x86_64) rid=linux-x64 ;;
  linux-arm64 | aarch64) rid=linux-arm64 ;;
  *) echo "usage: deploy/publish.sh [linux-x64|linux-arm64]" >&2; exit 64 ;;
esac

# The lock files hold what every runtime identifier needs; a restore with -r would take them for changed.
dotnet restore src/Kube2Haproxy --locked-mode --verbosity quiet
rm -rf "artifacts/publish/$rid"
dotnet publish src/Kube2Haproxy --configuration Release --runtime "$rid" --no-restore --output "artifacts/publish/$rid" \
  --verbosity quiet --nologo -consoleLoggerParameters:ErrorsOnly
echo "artifacts/publish/$rid/kube2haproxy"
