# Sourced by bin/test: what the tests need of the system: PostgreSQL, Chromium, a Chinese font.

install_system() {
  local missing=()
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
  command -v chromium >/dev/null 2>&1 || missing+=(chromium)
  { command -v fc-list >/dev/null 2>&1 && fc-list :lang=zh | grep -q .; } || missing+=(fonts-noto-cjk fontconfig)
  [ ${#missing[@]} -eq 0 ] && return
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || fail "the tests need: ${missing[*]}. Ask an administrator for: apt-get install ${missing[*]}"
    as_root=(sudo -n)
  fi
  say "Installing for the tests: ${missing[*]} / 安装测试所需的系统软件"
  "${as_root[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
    fail "could not install ${missing[*]}"
}

# A PostgreSQL of our own: loopback port, data in the checkout (or, where PostgreSQL's user may not
# enter the checkout, in a temporary folder), stopped by its pid when the shell ends.
start_postgresql() {
  local binaries user=() place="$LINLI_HOME/var/test/postgresql"
  binaries="$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)"
  mkdir -p "$place"
  if [ "$(id -u)" -eq 0 ]; then
    user=(runuser -u postgres --)
    chown -R postgres "$place"
    if ! "${user[@]}" test -w "$place" 2>/dev/null; then
      place="$(mktemp -d /tmp/linli-postgresql.XXXXXX)"
      chown postgres "$place"
      PG_TEMPORARY="$place"
    fi
  fi
  [ -f "$place/data/postmaster.pid" ] && "${user[@]}" "$binaries/pg_ctl" -D "$place/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$place/data"
  "${user[@]}" "$binaries/initdb" -D "$place/data" -U linli -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
  PG_PORT="$("$VENV/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
  "${user[@]}" "$binaries/pg_ctl" -D "$place/data" -w -l "$place/log" \
    -o "-p $PG_PORT -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200" start >/dev/null ||
    { cat "$place/log" >&2; fail "PostgreSQL did not start"; }
  PG_PID="$(head -1 "$place/data/postmaster.pid")"
  export LINLI_TEST_POSTGRES="postgres://linli@127.0.0.1:$PG_PORT/linli"
  "$VENV/bin/python" - "$PG_PORT" <<'PY'
import sys
import psycopg
with psycopg.connect(f"host=127.0.0.1 port={sys.argv[1]} user=linli dbname=postgres", autocommit=True) as link:
    link.execute("CREATE DATABASE linli")
PY
}

stop_postgresql() {
  [ -n "${PG_PID:-}" ] && kill -INT "$PG_PID" 2>/dev/null || true
  [ -n "${PG_TEMPORARY:-}" ] && { sleep 1; rm -rf "$PG_TEMPORARY"; } || true
}
