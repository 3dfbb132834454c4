#!/bin/sh
# FreeSWITCH of docker-compose.yml: gives freeswitch.xml what .env says, and runs it in the foreground as the container's user.
#   FREESWITCH_PASSWORD  opens the event socket
#   RTP_PORTS            first and last port for media, 20000-29999
#   PUBLIC_ADDRESS       what SDP shows, where this machine is behind NAT
set -eu
export LC_ALL=C

refuse() {
  echo "freeswitch: $1" >&2
  exit 1
}

case ${FREESWITCH_PASSWORD:-} in
"") refuse "FREESWITCH_PASSWORD is not set; docker/make-env.sh makes one" ;;
change-me) refuse "FREESWITCH_PASSWORD is the example's; docker/make-env.sh makes one" ;;
*[!A-Za-z0-9@/#%_.~+=:,-]*) refuse "FREESWITCH_PASSWORD may hold letters, digits and @/#%_.~+=:,- only" ;;
esac

ports=${RTP_PORTS:-20000-29999}
first=${ports%-*}
last=${ports#*-}
case $first$last in
*[!0-9]* | "") refuse "RTP_PORTS: \"$ports\" is not a range like 20000-29999" ;;
esac
[ "$first" -lt "$last" ] && [ "$first" -ge 1024 ] && [ "$last" -le 65535 ] ||
  refuse "RTP_PORTS: \"$ports\" is not a range like 20000-29999"
export RTP_FIRST="$first" RTP_LAST="$last"

# On loopback FreeSWITCH shows its own address in SDP, whatever ext-rtp-ip says: behind NAT its SIP needs the machine's address.
if [ -n "${PUBLIC_ADDRESS:-}" ]; then
  export SIP_ADDRESS=auto
else
  unset PUBLIC_ADDRESS
  export SIP_ADDRESS=127.0.0.1
fi

# All that it writes but recordings is gone with the container: the user needs no right to write into the image.
scratch=${FREESWITCH_SCRATCH:-/run/freeswitch}
for folder in log run db cache storage certs temp recordings; do mkdir -p "$scratch/$folder"; done

exec freeswitch -nf -nc -nonat -nonatmap \
  -conf "${FREESWITCH_CONF:-/offhook/freeswitch}" \
  -log "$scratch/log" -run "$scratch/run" -db "$scratch/db" -cache "$scratch/cache" -storage "$scratch/storage" \
  -certs "$scratch/certs" -temp "$scratch/temp" -recordings "$scratch/recordings"
