# shellcheck shell=bash
# Steps, one after the other or in lanes beside each other, to be sourced: step, lanes, passed_steps. Takes $scratch.
#
# What a step prints is shown whole when the step ends, so that no two mix. The first that fails ends all else, and is
# shown last.

steps=${scratch:?}/steps
mkdir "$steps"
running=()
trap end_lanes EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# step TITLE COMMAND...
step() {
  local title=$1 log status
  # Not every program ends its last line.
  local TIMEFORMAT=$'\n'"=== $1: done in %0R s, with %0U s + %0S s of a core"
  shift
  log=$(mktemp "$steps/XXXXXX")
  flock "$steps" printf -- '--- %s: begins\n' "$title"
  printf '\n=== %s\n' "$title" >"$log"
  set +e
  {
    time (
      set -e
      "$@"
    ) </dev/null >>"$log" 2>&1
    status=$?
  } 2>"$log.time"
  set -e
  cat "$log.time" >>"$log"
  if [ $status -ne 0 ]; then
    printf '=== FAILED: %s (exit code %d)\n' "$title" $status >>"$log"
    ln "$log" "$steps/failed" 2>/dev/null || true
    exit 1
  fi
  flock "$steps" cat "$log"
  printf '%s\n' "$title" >>"$steps/passed"
}

passed_steps() {
  wc -l <"$steps/passed"
}

# lanes FUNCTION...: each a lane. The last works here; each other works in a copy of this folder, made before any of them
# begins.
lanes() {
  local lane ended last=${*: -1}
  for lane in "${@:1:$#-1}"; do
    mkdir "$scratch/$lane"
    cp -a . "$scratch/$lane"
  done
  # Each lane is a group of processes, so that it can be ended whole.
  set -m
  for lane in "$@"; do
    (
      [ "$lane" = "$last" ] || cd "$scratch/$lane"
      "$lane"
    ) &
    running[$!]=$!
  done
  set +m
  # Nothing is started here until all have ended: of a process that has ended, bash forgets the exit code when a new one
  # gets the same number, and in an hour numbers come round.
  while [ ${#running[@]} -gt 0 ]; do
    wait -n -p ended "${running[@]}" || exit 1
    unset "running[$ended]"
  done
}

# What still runs has a minute to clean up.
end_lanes() {
  local group tries=0
  for group in "${running[@]}"; do
    kill -TERM -- "-$group" 2>/dev/null || true
  done
  for group in "${running[@]}"; do
    while kill -0 -- "-$group" 2>/dev/null && [ $tries -lt 60 ]; do
      tries=$((tries + 1))
      sleep 1
    done
    kill -KILL -- "-$group" 2>/dev/null || true
  done
  [ ! -e "$steps/failed" ] || cat "$steps/failed" >&2
  rm -rf "$scratch"
}
