# shellcheck shell=bash disable=SC2154
# A PostgreSQL of the machine's own for checks, to be sourced: over TLS and with passwords alone. Takes $scratch and fail.

postgres_bin=

# As the owner of the server's files: PostgreSQL refuses to run as root.
as_owner() {
  if [ "$(id -u)" = 0 ]; then
    setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"
  else
    "$@"
  fi
}

find_postgres() {
  local server
  for server in /usr/lib/postgresql/*/bin "$(dirname "$(command -v postgres || echo /none/postgres)")"; do
    if [ -x "$server/initdb" ] && [ -x "$server/psql" ]; then
      postgres_bin=$server
    fi
  done
}

install_postgres() {
  find_postgres
  if [ -z "$postgres_bin" ]; then
    debian postgresql openssl
    find_postgres
  fi
  [ -n "$postgres_bin" ] || fail 'there is no PostgreSQL here, and none could be installed.'
}

# start_postgres PORT: its authority is $scratch/ca.pem, its log with all statements $scratch/run/log.
start_postgres() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj '/CN=127.0.0.1' \
    -addext 'subjectAltName=IP:127.0.0.1' -keyout "$scratch/key.pem" -out "$scratch/ca.pem" 2>/dev/null
  chmod 600 "$scratch/key.pem"
  chmod 711 "$scratch"
  mkdir "$scratch/data" "$scratch/run"
  if [ "$(id -u)" = 0 ]; then
    chown nobody:nogroup "$scratch/data" "$scratch/run" "$scratch/key.pem"
  fi
  as_owner "$postgres_bin/initdb" -D "$scratch/data" -U owner -A trust --no-sync >/dev/null
  printf 'local all owner trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n' >"$scratch/hba"
  cat "$scratch/hba" >"$scratch/data/pg_hba.conf"
  as_owner "$postgres_bin/pg_ctl" -s -w -D "$scratch/data" -l "$scratch/run/log" -o \
    "-p $1 -c listen_addresses=127.0.0.1 -c unix_socket_directories=$scratch/run -c fsync=off \
     -c ssl=on -c ssl_cert_file=$scratch/ca.pem -c ssl_key_file=$scratch/key.pem -c log_statement=all" start
}

# sql PORT: statements of the standard input, as the superuser.
sql() {
  "$postgres_bin/psql" -qX -v ON_ERROR_STOP=1 -h "$scratch/run" -p "$1" -U owner postgres
}

stop_postgres() {
  [ -z "$postgres_bin" ] || as_owner "$postgres_bin/pg_ctl" -s -D "$scratch/data" -m immediate stop >/dev/null 2>&1 || true
}
