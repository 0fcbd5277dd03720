#!/bin/sh
# notify-webhook.sh FILE TYPE NAME STATE PRIORITY posts a change of the VRRP state to a webhook, as JSON. Keepalived adds all words but the first.
#
#   adduser --system --group --no-create-home keepalived_script
#   install -o root -g root -m 0755 notify-webhook.sh /etc/keepalived/
#   install -o root -g keepalived_script -m 0640 /dev/null /etc/keepalived/webhook.curl
#
# FILE is a configuration of curl: the URL, and whatever the webhook wants. It stands in no command line and in no other file, since URLs and
# headers of webhooks are secrets:
#
#   url = "https://hooks.example.com/services/T000/B000"
#   header = "Authorization: Bearer 0123456789"
#
# Keepalived does not wait for this script, so that a webhook that hangs holds up no change; two that follow each other at once may arrive in any
# order, hence the time. Try it as that user: sudo -u keepalived_script ./notify-webhook.sh FILE INSTANCE services MASTER 250
set -eu
PATH=/usr/sbin:/usr/bin:/sbin:/bin

complain() {
  logger -t notify-webhook -p daemon.warning -- "$1" 2>/dev/null || true
  echo "notify-webhook: $1" >&2
}

if [ $# -ne 5 ]; then
  complain "usage: notify-webhook.sh FILE TYPE NAME STATE PRIORITY"
  exit 64
fi
file=$1 type=$2 name=$3 state=$4 priority=$5
host=$(uname -n)

# Words that need no quoting, whoever wrote them: JSON is put together of nothing else.
for word in "$type" "$name" "$state" "$priority" "$host"; do
  case $word in
    '' | *[!A-Za-z0-9._-]*)
      complain "a word holds other characters than letters, digits and ._-; nothing was sent"
      exit 65
      ;;
  esac
done

json=$(printf '{"host":"%s","type":"%s","name":"%s","state":"%s","priority":"%s","time":"%s"}' \
  "$host" "$type" "$name" "$state" "$priority" "$(date -u +%Y-%m-%dT%H:%M:%S.%3NZ)")

# FILE stands last, and may change the limits of one attempt. Over all of them nothing lives longer than a minute.
if ! complaint=$(timeout --kill-after=5 60 curl --silent --show-error --fail --output /dev/null \
  --connect-timeout 5 --max-time 10 --retry 3 --retry-connrefused --retry-max-time 40 \
  --header 'Content-Type: application/json' --data "$json" --config "$file" 2>&1 </dev/null); then
  complain "the webhook has not been told that $name is $state on $host: ${complaint:-no answer within a minute}"
  exit 69
fi
