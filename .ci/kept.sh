# shellcheck shell=bash
# `./keyturn demo --keep` in the background, to be sourced: start_kept, stop_kept. Needs $scratch and checks.sh.

kept_pid=
scratch=${scratch:?}

install_psql() {
  command -v psql >/dev/null || debian postgresql-client
}

start_kept() {
  local waited=0
  install_psql
  ./keyturn demo --keep >"$scratch/kept.out" 2>"$scratch/kept.err" &
  kept_pid=$!
  while ! grep -q '^Keyturn is serving Secrets Manager at http://127.0.0.1:4599$' "$scratch/kept.out"; do
    kill -0 $kept_pid 2>/dev/null || fail "./keyturn demo --keep has ended: $(cat "$scratch/kept.err")"
    waited=$((waited + 1))
    [ $waited -lt 3000 ] || fail "./keyturn demo --keep is not ready after five minutes: $(cat "$scratch/kept.err")"
    sleep 0.1
  done
  sed -n 's/^  \(.*\)/\1/p' target/demo/parameters.yaml >"$scratch/ca.pem"
}

stop_kept() {
  [ -n "$kept_pid" ] || return 0
  kill -TERM "$kept_pid" 2>/dev/null || true
  wait "$kept_pid" || true
  kept_pid=
}

# logs_in PASSWORD: as the user of the secret, with the certificate verified.
logs_in() {
  PGPASSWORD=$1 psql -qXAt "host=localhost port=5499 user=app dbname=postgres sslmode=verify-full sslrootcert=$scratch/ca.pem" \
    -c 'SELECT 1' >/dev/null
}
