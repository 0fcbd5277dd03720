#!/usr/bin/env bash
# deploy/demo.sh [--once] runs kube2haproxy without a cluster: a real HAProxy, four small HTTP backends, and a directory of manifests
# in place of the API server, all on loopback. Each step changes a manifest and shows what traffic sees, how long it took and what the
# daemon did. Stays up until Ctrl-C; with --once it ends after the last step, with 0 only if every step was seen to work.
# Leaves no process and no file behind. Needs the .NET SDK; installs haproxy and curl from Debian where they are missing.
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1:-}" in
  "") once=false ;;
  --once) once=true ;;
  *) echo "usage: deploy/demo.sh [--once]" >&2; exit 64 ;;
esac

work=$(mktemp -d)
# What the SDK leaves behind goes with the rest.
export TMPDIR=$work
pids=()
failed=0

cleanup() {
  local pid
  # The daemon first: it must not see HAProxy go.
  for ((i = ${#pids[@]} - 1; i >= 0; i--)); do
    pid=${pids[i]}
    kill -TERM "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

# now: milliseconds
now() { echo $(($(date +%s%N) / 1000000)); }

# until_true SECONDS COMMAND…: waits until the command succeeds
until_true() {
  local end=$(($(now) + $1 * 1000)); shift
  until "$@"; do
    [ "$(now)" -lt "$end" ] || return 1
    sleep 0.02
  done
}

# seen ADDRESS: who answers there now, over eight requests
seen() {
  for _ in 1 2 3 4 5 6 7 8; do curl --silent --max-time 2 "http://$1/" || echo "nobody"; done | sort -u | paste -sd ' '
}
sees() { [ "$(seen "$1")" = "$2" ]; }

# metric NAME LABELS: the sum over the series whose labels match the pattern
metric() {
  curl --silent --max-time 2 "http://$endpoints/metrics" | grep -E "^$1\{[^}]*$2" | awk '{sum += $NF} END {print sum + 0}'
}
reloads() { metric kube2haproxy_reloads_total 'result="success"'; }
log_lines() { wc -l <"$work/kube2haproxy.log"; }

# The daemon's own words since a line of its log
said_since() { tail -n "+$(($1 + 1))" "$work/kube2haproxy.log" | sed -E 's/^[^ ]+ (info|warn|fail): [^ ]+ /        /' | head -8; }

step() { printf '\n%s\n' "$1"; }

# expect TEXT COMMAND…: waits up to ten seconds for it, and tells how long it took and what the daemon did
expect() {
  local text=$1 before from start; shift
  start=$(now); before=$(reloads); from=$(log_lines)
  if "${change[@]}" && until_true 10 "$@"; then
    printf '  ok    %s (%d ms)\n' "$text" "$(($(now) - start))"
  else
    printf '  FAIL  %s\n' "$text"
    failed=$((failed + 1))
  fi
  until_true 2 settled || true
  told "$before" "$from"
}

# told RELOADS LINES: what the daemon did since it had reloaded so often and logged so many lines
told() {
  case $(($(reloads) - $1)) in
    0) echo "        the daemon reloaded nothing" ;;
    1) echo "        the daemon reloaded HAProxy once" ;;
    *) echo "        the daemon reloaded HAProxy $(($(reloads) - $1)) times" ;;
  esac
  said_since "$2"
}
settled() { [ "$(metric kube2haproxy_fault_since_timestamp_seconds 'daemon="haproxy"')" = 0 ]; }

deploy/require.sh curl=curl /usr/sbin/haproxy=haproxy
for ((port = 9405; port < 9505; port++)); do
  (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
done
endpoints=127.0.0.1:$port

echo "Building …"
{
  dotnet restore src/Kube2Haproxy --locked-mode --disable-build-servers
  dotnet build src/Kube2Haproxy --configuration Release --no-restore --disable-build-servers
} >"$work/build.log" 2>&1 || { cat "$work/build.log" >&2; exit 1; }

# The backends: one more HAProxy, which answers with the name of the pod that it plays.
{
  printf 'global\n  maxconn 100\ndefaults\n  mode http\n  timeout connect 1s\n  timeout client 5s\n  timeout server 5s\n'
  i=0
  for pod in web-1 web-2 api-1 shop-1; do
    i=$((i + 1))
    printf 'frontend %s\n  bind 127.96.1.%d:18081\n  http-request return status 200 content-type text/plain string "%s\\n"\n' "$pod" "$i" "$pod"
  done
} >"$work/backends.cfg"
/usr/sbin/haproxy -W -f "$work/backends.cfg" >"$work/backends.log" 2>&1 &
pids+=($!)

# HAProxy as a machine has it before kube2haproxy comes: running, with a configuration of its own.
cat >"$work/haproxy.cfg" <<CFG
global
  maxconn 100
defaults
  timeout connect 1s
  timeout client 5s
  timeout server 5s
listen before
  bind unix@$work/before.sock
CFG
/usr/sbin/haproxy -W -S "$work/master.sock" -f "$work/haproxy.cfg" >"$work/haproxy.log" 2>&1 &
pids+=($!)

cp -r deploy/demo/manifests "$work/manifests"
export KUBE2HAPROXY_Haproxy__MasterSocket=$work/master.sock KUBE2HAPROXY_Haproxy__StatsSocket=$work/admin.sock
export KUBE2HAPROXY_Keepalived__Enabled=false
dotnet artifacts/bin/Kube2Haproxy/release/kube2haproxy.dll run --manifests "$work/manifests" --haproxy-config-file "$work/haproxy.cfg" \
  --haproxy-reload-interval 1s --port "$port" >"$work/kube2haproxy.log" 2>&1 &
pids+=($!)

step "1. kube2haproxy starts on a directory of manifests: two Services, three endpoints"
started=$(now)
change=(true)
ready() { curl --silent --fail --max-time 2 "http://$endpoints/readyz" >/dev/null; }
if ! until_true 20 ready; then
  echo "  FAIL  not ready:"; cat "$work/kube2haproxy.log"; exit 1
fi
printf '  ok    it is ready (%d ms after its start)\n' "$(($(now) - started))"
told 0 0
expect "the service address 127.96.0.10 is answered by web-1 and web-2" sees 127.96.0.10:18080 "web-1 web-2"
expect "the service address 127.96.0.20 is answered by api-1" sees 127.96.0.20:18080 "api-1"

step "2. An endpoint is removed from a manifest"
remove_endpoint() { sed '/addresses: \[127.96.1.1\]/,+2d' "$work/manifests/web.yaml" >"$work/new" && mv "$work/new" "$work/manifests/web.yaml"; }
change=(remove_endpoint)
expect "web-1 gets no more requests" sees 127.96.0.10:18080 "web-2"

step "3. It comes back"
change=(cp deploy/demo/manifests/web.yaml "$work/manifests/web.yaml")
expect "web-1 and web-2 share the requests again" sees 127.96.0.10:18080 "web-1 web-2"

step "4. A Service is added"
change=(cp deploy/demo/later/shop.yaml "$work/manifests/shop.yaml")
expect "the new service address 127.96.0.30 is answered by shop-1" sees 127.96.0.30:18080 "shop-1"

step "5. A manifest is broken"
break_manifest() { echo "spec: [" >>"$work/manifests/web.yaml"; }
faulty() { curl --silent --max-time 2 "http://$endpoints/healthz" | grep -q web.yaml; }
change=(break_manifest)
expect "the daemon names the file" faulty
change=(true)
expect "traffic goes on as before" sees 127.96.0.10:18080 "web-1 web-2"

step "6. It is mended"
healthy() { [ "$(curl --silent --max-time 2 "http://$endpoints/healthz")" = ok ]; }
change=(cp deploy/demo/manifests/web.yaml "$work/manifests/web.yaml")
expect "the daemon has nothing to complain of" healthy

echo
if [ "$failed" -gt 0 ]; then
  echo "$failed steps failed. The daemon's log:"
  cat "$work/kube2haproxy.log"
  exit 1
fi
if $once; then
  echo "Every step was seen to work."
  exit 0
fi

cat <<TEXT
It stays up until Ctrl-C. Look at

  http://127.96.0.10:18080/   http://127.96.0.20:18080/   http://127.96.0.30:18080/     the Services
  http://$endpoints/healthz   http://$endpoints/readyz   http://$endpoints/metrics      the daemon
  $work/haproxy.cfg       what it rendered
  $work/manifests             the manifests: change them
TEXT
wait "${pids[-1]}"
