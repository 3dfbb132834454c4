#!/bin/sh
# Makes .env for docker-compose.yml from .env.example, with fresh secrets; run it once, from anywhere.
# An .env that is there stays as it is but for secrets that are missing or still the example's.
set -eu
cd "$(dirname "$0")/.."
umask 077

env_file=.env
[ -e "$env_file" ] || cp .env.example "$env_file"
chmod 600 "$env_file"

# 24 random bytes in letters and digits.
secret() {
  od -An -N24 -tx1 /dev/urandom | tr -d ' \n'
}

for name in DRACHTIO_SECRET FREESWITCH_PASSWORD REDIS_PASSWORD ADMIN_PASSWORD; do
  value=$(sed -n "s/^$name=//p" "$env_file" | tail -n 1)
  case $value in "" | change-me | change-me-too) ;; *) continue ;; esac
  fresh=$(secret)
  sed "/^#\{0,1\}$name=/d" "$env_file" >"$env_file.part"
  echo "$name=$fresh" >>"$env_file.part"
  mv "$env_file.part" "$env_file"
  echo "made $name"
done
echo "$(pwd)/$env_file is ready: read it, set PUBLIC_ADDRESS if this machine is behind NAT, then: docker compose up -d"
