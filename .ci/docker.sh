# shellcheck shell=bash
# A Docker engine of its own for checks that need containers, to be sourced: start_docker, stop_docker. It keeps its images
# in $docker_home, so that one run of CI builds them once. One that runs there already is used, and left running.

docker_home=${KEYTURN_CI_DOCKER:-/opt/keyturn-ci/docker}
dockerd_pid=

install_docker() {
  local wanted=()
  command -v dockerd >/dev/null || wanted+=(docker.io)
  command -v iptables >/dev/null || wanted+=(iptables)
  command -v debootstrap >/dev/null || wanted+=(debootstrap)
  [ ${#wanted[@]} -eq 0 ] || debian "${wanted[@]}"
}

run_dockerd() {
  local waited=0
  dockerd --host "$DOCKER_HOST" --data-root "$docker_home/data" --exec-root "$docker_home/exec" \
    --pidfile "$docker_home/pid" >"$docker_home/log" 2>&1 &
  dockerd_pid=$!
  while ! docker version >/dev/null 2>&1; do
    waited=$((waited + 1))
    if [ $waited -gt 120 ] || ! kill -0 $dockerd_pid 2>/dev/null; then
      tail -n 20 "$docker_home/log" >&2
      fail 'dockerd does not start; the end of its log stands above.'
    fi
    sleep 0.5
  done
}

start_docker() {
  local inputs
  install_docker
  mkdir -p "$docker_home"
  export DOCKER_HOST=unix://$docker_home/docker.sock
  docker version >/dev/null 2>&1 || run_dockerd
  inputs=$(cat .ci/containers/* | sha256sum)
  if [ "$inputs" != "$(cat "$docker_home/built" 2>/dev/null)" ]; then
    .ci/containers/build
    printf '%s\n' "$inputs" >"$docker_home/built"
  fi
}

stop_docker() {
  [ -n "$dockerd_pid" ] || return 0
  kill -TERM "$dockerd_pid" 2>/dev/null || true
  wait "$dockerd_pid" || true
  dockerd_pid=
}
