#!/usr/bin/env bash
# test/apiserver.sh prints a directory that holds the programs etcd and kube-apiserver, for the tests that need a real API server:
# KUBEBUILDER_ASSETS (envtest's variable) where it is set, else one in the user's cache. Where that is missing it is filled, once a
# machine: etcd and a Go toolchain from Debian 12's packages, kube-apiserver built from Debian's source package. That takes some three
# minutes on two cores, and 4 GB of disk for the time being; nothing is installed, but dpkg-dev where it is missing.
# Exits with 69 and says what to do where that cannot be done here.
set -euo pipefail

repository=$(cd "$(dirname "$0")/.." && pwd)
missing="No Kubernetes API server"
remedy="Set KUBEBUILDER_ASSETS to a directory with etcd and kube-apiserver (setup-envtest makes one), or run test/apiserver.sh on Debian 12."
. "$repository/test/cached.sh"

if [ -n "${KUBEBUILDER_ASSETS:-}" ]; then
  for program in etcd kube-apiserver; do
    [ -x "$KUBEBUILDER_ASSETS/$program" ] || unavailable "KUBEBUILDER_ASSETS ($KUBEBUILDER_ASSETS) holds no program $program."
  done
  found "$KUBEBUILDER_ASSETS"
fi

cached apiserver

. /etc/os-release 2>/dev/null || true
[ "${ID:-} ${VERSION_ID:-}" = "debian 12" ] || unavailable "this is not Debian 12, whose packages could be used."
"$repository/deploy/require.sh" dpkg-source=dpkg-dev >&2 || unavailable "dpkg-dev cannot be installed."

echo "Building kube-apiserver for the tests, once on this machine: some minutes …" >&2
apt_sources 's/^Types:.*/Types: deb deb-src/; s/^deb(-src)? (.*)/deb \2\ndeb-src \2/'
unpack etcd-server golang-1.19-go golang-1.19-src golang-github-modern-go-reflect2-dev
cd "$work"
apt source kubernetes
mkdir -p "$work/go/src/k8s.io"
kubernetes=$work/go/src/k8s.io/kubernetes
mv kubernetes-*/ "$kubernetes"
version=$(sed -n 's/^Version: //p' ./*.dsc | head -1)
version=${version##*really}
version=${version%%-*}

export GOROOT=$work/unpacked/usr/lib/go-1.19 GOPATH=$work/go GOCACHE=$work/gocache GO111MODULE=off GOFLAGS='' CGO_ENABLED=0
go=$GOROOT/bin/go
cd "$kubernetes"

# The vendored reflect2 reads the runtime's insides as they were before Go 1.18 and crashes; Debian's own is newer.
reflect2=vendor/github.com/modern-go/reflect2
rm -f $reflect2/*.go $reflect2/*.s
cp "$work"/unpacked/usr/share/gocode/src/github.com/modern-go/reflect2/*.{go,s} $reflect2/
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
cp "$work/unpacked/usr/bin/etcd" "$work/assets/"
quietly "$work/assets/kube-apiserver" --version
quietly "$work/assets/etcd" --version
keep "$work/assets"
