# Sourced by bin/run, bin/test and bin/linli: gets this checkout ready, from Debian's own Python on.
# Everything lands inside the checkout (.tools, .venv, var). A step that is up to date costs nothing.

LINLI_HOME="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
cd "$LINLI_HOME"
export LINLI_HOME PYTHONPATH="$LINLI_HOME/src"
export PYTHONDONTWRITEBYTECODE="${PYTHONDONTWRITEBYTECODE:-1}"
VENV="$LINLI_HOME/.venv"
UV_VERSION=0.13.9

say() { printf '\033[1m▸ %s\033[0m\n' "$*" >&2; }
fail() { printf '✗ %s\n' "$*" >&2; exit 1; }

find_python() {
  local candidate
  for candidate in "${LINLI_PYTHON:-}" python3.13 python3.12 python3.11 python3 /usr/bin/python3; do
    [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 || continue
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v "$candidate"; return; }
  done
  fail "linli needs Python 3.11 or newer / 需要 Python 3.11 以上版本: apt-get install python3"
}

install_uv() {
  [ -x .tools/uv/bin/uv ] && [ "$(cat .tools/uv.version 2>/dev/null)" = "$UV_VERSION" ] && return
  say "Fetching the installer (uv) / 获取安装工具"
  "$1" -m pip --version >/dev/null 2>&1 || fail "Python has no pip / 缺少 pip: apt-get install python3-pip"
  rm -rf .tools/uv
  "$1" -m pip install --quiet --disable-pip-version-check --root-user-action=ignore \
    --target .tools/uv "uv==$UV_VERSION" || fail "could not install uv"
  echo "$UV_VERSION" >.tools/uv.version
}

# install_packages LOCK: the packages of that lock file, exactly, checked by hash. The tests' lock
# holds all of the product's packages, so having that one installed is enough for both.
install_packages() {
  local lock="$1" python have
  have="$(cat "$VENV/linli.lock" 2>/dev/null || true)"
  [ -x "$VENV/bin/python" ] || have=""
  if [ "$have" = "$(sha256sum <"$lock")" ] || [ "$have" = "$(sha256sum <requirements-dev.lock)" ]; then return; fi
  python="$(find_python)"
  install_uv "$python"
  say "Installing packages ($lock) / 安装依赖"
  export PYTHONPATH="$LINLI_HOME/.tools/uv"
  [ -x "$VENV/bin/python" ] || .tools/uv/bin/uv venv --quiet --python "$python" "$VENV"
  VIRTUAL_ENV="$VENV" .tools/uv/bin/uv pip sync --quiet --require-hashes "$lock" || fail "could not install the packages of $lock"
  export PYTHONPATH="$LINLI_HOME/src"
  sha256sum <"$lock" >"$VENV/linli.lock"
}

# Ready to run: packages, front end, translations.
set_up() {
  install_packages "$1"
  bin/frontend
  "$VENV/bin/python" tools/messages.py compile
}
