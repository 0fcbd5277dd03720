#!/usr/bin/env bash
# test/apiserver.sh prints a directory that holds the programs etcd and kube-apiserver, for the tests that need a real API server:
# KUBEBUILDER_ASSETS (envtest's variable) where it is set, else one in the user's cache. Where that is missing it is filled, once a
# machine: etcd and a Go toolchain from Debian 12's packages, kube-apiserver built from Debian's source package. That takes some three
# minutes on two cores, and 4 GB of disk for the time being; nothing is installed, but dpkg-dev where it is missing.
# Exits with 69 and says what to do where that cannot be done here.
set -euo pipefail

repository=$(cd "$(dirname "$0")/.." && pwd)
remedy="Set KUBEBUILDER_ASSETS to a directory with etcd and kube-apiserver (setup-envtest makes one), or run test/apiserver.sh on Debian 12."

unavailable() {
  echo "No Kubernetes API server: $1 $remedy" >&2
  exit 69
}

if [ -n "${KUBEBUILDER_ASSETS:-}" ]; then
  for program in etcd kube-apiserver; do
    [ -x "$KUBEBUILDER_ASSETS/$program" ] || unavailable "KUBEBUILDER_ASSETS ($KUBEBUILDER_ASSETS) holds no program $program."
  done
  echo "$KUBEBUILDER_ASSETS"
  exit 0
fi

home=${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}
cache=${XDG_CACHE_HOME:-$home/.cache}/kube2haproxy
assets=$cache/apiserver

# Whole or not there: it is moved into place when all is in it.
if [ -d "$assets" ]; then
  echo "$assets"
  exit 0
fi

# A second run waits for the first, and finds what that has built.
mkdir -p "$cache"
exec 9>"$cache/apiserver.lock"
flock 9
if [ -d "$assets" ]; then
  echo "$assets"
  exit 0
fi

. /etc/os-release 2>/dev/null || true
[ "${ID:-} ${VERSION_ID:-}" = "debian 12" ] || unavailable "this is not Debian 12, whose packages could be used."
"$repository/deploy/require.sh" dpkg-source=dpkg-dev >&2 || unavailable "dpkg-dev cannot be installed."

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
log=$work/log

# Runs a step that says nothing unless it fails.
quietly() {
  "$@" >"$log" 2>&1 || {
    tail -n 30 "$log" >&2
    unavailable "\"$1 ${2:-}\" has failed."
  }
}

# Lists of our own, with sources: neither root nor a change of the machine's configuration is needed.
mkdir -p "$work"/{sources,lists/partial,archives/partial,debs,go/src/k8s.io}
for list in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list; do
  [ -s "$list" ] || continue
  copy=$work/sources/$(basename "$list")
  [ "$list" != /etc/apt/sources.list ] || copy+=.list
  sed -E 's/^Types:.*/Types: deb deb-src/; s/^deb(-src)? (.*)/deb \2\ndeb-src \2/' "$list" >"$copy"
done
apt() {
  quietly apt-get -q -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$work/sources" -o Dir::State::Lists="$work/lists" \
    -o Dir::Cache="$work" -o APT::Sandbox::User="$(id -un)" -o Debug::NoLocking=true "$@"
}

echo "Building kube-apiserver for the tests, once on this machine: some minutes …" >&2
apt update
cd "$work/debs"
apt download etcd-server golang-1.19-go golang-1.19-src golang-github-modern-go-reflect2-dev
for deb in ./*.deb; do
  quietly dpkg-deb --extract "$deb" "$work/root"
done
cd "$work"
apt source kubernetes
kubernetes=$work/go/src/k8s.io/kubernetes
mv kubernetes-*/ "$kubernetes"
version=$(sed -n 's/^Version: //p' ./*.dsc | head -1)
version=${version##*really}
version=${version%%-*}

export GOROOT=$work/root/usr/lib/go-1.19 GOPATH=$work/go GOCACHE=$work/gocache GO111MODULE=off GOFLAGS='' CGO_ENABLED=0
go=$GOROOT/bin/go
cd "$kubernetes"

# The vendored reflect2 reads the runtime's insides as they were before Go 1.18 and crashes; Debian's own is newer.
reflect2=vendor/github.com/modern-go/reflect2
rm -f $reflect2/*.go $reflect2/*.s
cp "$work"/root/usr/share/gocode/src/github.com/modern-go/reflect2/*.{go,s} $reflect2/
rm -f $reflect2/*_test.go

# The tarball lacks generated code: the OpenAPI definitions of every package that asks for some.
packages=$(grep -rl --include='*.go' '^// *+k8s:openapi-gen=' staging/src/k8s.io pkg plugin cmd |
  grep -vE '/code-generator/|/sample-apiserver/|_test\.go$|/zz_generated' | xargs -n 1 dirname | sort -u |
  sed -E 's,^staging/src/,k8s.io/kubernetes/vendor/,; t; s,^,k8s.io/kubernetes/,' | paste -sd ,)
quietly "$go" build -o "$work/openapi-gen" ./vendor/k8s.io/kube-openapi/cmd/openapi-gen
quietly "$work/openapi-gen" --input-dirs "$packages" --output-base "$GOPATH/src" --output-package k8s.io/kubernetes/pkg/generated/openapi \
  --output-file-base zz_generated.openapi --go-header-file hack/boilerplate/boilerplate.generatego.txt --report-filename "$work/violations"

# It refuses to start without a version.
flags="-s -w"
for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
  flags+=" -X k8s.io/kubernetes/vendor/$package.gitVersion=v$version"
done
mkdir "$work/assets"
quietly "$go" build -trimpath -ldflags "$flags" -o "$work/assets/kube-apiserver" ./cmd/kube-apiserver
cp "$work/root/usr/bin/etcd" "$work/assets/"
quietly "$work/assets/kube-apiserver" --version
quietly "$work/assets/etcd" --version

# The cache may lie on another disk: a copy is slow, a rename is all or nothing.
rm -rf "$assets.new"
cp -r "$work/assets" "$assets.new"
mv "$assets.new" "$assets"
echo "$assets"
