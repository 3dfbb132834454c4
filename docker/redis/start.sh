#!/bin/sh
# Redis of docker-compose.yml. The password comes by standard input, not by the command line, which every user of the machine can read.
set -eu
export LC_ALL=C

refuse() {
  echo "redis: $1" >&2
  exit 1
}

case ${REDIS_PASSWORD:-} in
"") refuse "REDIS_PASSWORD is not set; docker/make-env.sh makes one" ;;
change-me) refuse "REDIS_PASSWORD is the example's; docker/make-env.sh makes one" ;;
*[!A-Za-z0-9@/#%_.~+=:,-]*) refuse "REDIS_PASSWORD may hold letters, digits and @/#%_.~+=:,- only" ;;
esac

exec ${REDIS_ENTRYPOINT-docker-entrypoint.sh} redis-server - <<CONFIG
bind 127.0.0.1
port ${REDIS_PORT:-6379}
requirepass "$REDIS_PASSWORD"
dir ${REDIS_DIR:-/data}
appendonly yes
appendfsync everysec
maxmemory-policy noeviction
CONFIG
