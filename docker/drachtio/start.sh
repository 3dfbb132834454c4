#!/bin/sh
# drachtio-server of docker-compose.yml: listens for SIP where .env says, and shows the public address to peers outside.
#   DRACHTIO_SECRET  opens the control port; drachtio-server reads it itself
#   SIP_HOST, SIP_PORT, PUBLIC_ADDRESS, SIP_TLS_PORT, SIP_WS_PORT, SIP_WSS_PORT, TLS_CERT, TLS_KEY, LOG_LEVEL  as the README's table says
set -eu
export LC_ALL=C

refuse() {
  echo "drachtio: $1" >&2
  exit 1
}

case ${DRACHTIO_SECRET:-} in
"") refuse "DRACHTIO_SECRET is not set; docker/make-env.sh makes one" ;;
change-me) refuse "DRACHTIO_SECRET is the example's; docker/make-env.sh makes one" ;;
*[!A-Za-z0-9@/#%_.~+=:,-]*) refuse "DRACHTIO_SECRET may hold letters, digits and @/#%_.~+=:,- only" ;;
esac

# drachtio-server writes every SIP message at info, with Authorization: only for those who ask for everything.
case ${LOG_LEVEL:-info} in
fatal | error | silent) level=error ;;
warn) level=warning ;;
info | debug) level=notice ;;
trace) level=info ;;
*) refuse "LOG_LEVEL: \"$LOG_LEVEL\" is none of fatal, error, warn, info, debug, trace, silent" ;;
esac

host=${SIP_HOST:-*}
case $host in *:*) host="[$host]" ;; esac

# Private and loopback networks are shown the local address, not the public one (RFC 1918, RFC 4193).
local_networks=127.0.0.0/8,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,::1/128,fc00::/7,fe80::/10

set -- --file "${DRACHTIO_CONF:-/etc/drachtio.conf.xml}" --loglevel "$level"
set -- "$@" --contact "sip:$host:${SIP_PORT:-5060};transport=udp,tcp"
[ -z "${PUBLIC_ADDRESS:-}" ] || set -- "$@" --external-ip "$PUBLIC_ADDRESS" --local-net "$local_networks"
if [ -n "${SIP_WS_PORT:-}" ]; then
  set -- "$@" --contact "sip:$host:$SIP_WS_PORT;transport=ws"
  [ -z "${PUBLIC_ADDRESS:-}" ] || set -- "$@" --external-ip "$PUBLIC_ADDRESS" --local-net "$local_networks"
fi

if [ -n "${TLS_CERT:-}${TLS_KEY:-}" ]; then
  [ -n "${TLS_CERT:-}" ] || refuse "TLS_CERT is missing beside TLS_KEY"
  [ -n "${TLS_KEY:-}" ] || refuse "TLS_KEY is missing beside TLS_CERT"
  certificate=${TLS_CERT_MOUNTED:-/run/tls/cert.pem}
  key=${TLS_KEY_MOUNTED:-/run/tls/key.pem}
  set -- "$@" --contact "sips:$host:${SIP_TLS_PORT:-5061};transport=tls" --cert-file "$certificate" --chain-file "$certificate" --key-file "$key"
  [ -z "${PUBLIC_ADDRESS:-}" ] || set -- "$@" --external-ip "$PUBLIC_ADDRESS" --local-net "$local_networks"
  if [ -n "${SIP_WSS_PORT:-}" ]; then
    set -- "$@" --contact "sips:$host:$SIP_WSS_PORT;transport=wss"
    [ -z "${PUBLIC_ADDRESS:-}" ] || set -- "$@" --external-ip "$PUBLIC_ADDRESS" --local-net "$local_networks"
  fi
elif [ -n "${SIP_TLS_PORT:-}" ]; then
  refuse "SIP_TLS_PORT needs TLS_CERT and TLS_KEY"
elif [ -n "${SIP_WSS_PORT:-}" ]; then
  refuse "SIP_WSS_PORT needs TLS_CERT and TLS_KEY"
fi

exec drachtio "$@"
