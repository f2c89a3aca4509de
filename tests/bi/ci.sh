#!/usr/bin/env bash
# Real clients against the door, beside a real PostgreSQL: DOOR_URL=postgresql://user:password@127.0.0.1:port/channelgraph tests/bi/ci.sh
# Arguments go to run.py: names of clients, --stand-in. What it needs it installs: packages of Debian, PyPI and npm.
set -euo pipefail
cd "$(dirname "$0")"
root="$(cd ../.. && pwd)"

# Runs a command as root: as it is, or through sudo where that asks for no password.
as_root() {
  if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi
}

missing=()
for package in postgresql-15 postgresql-client-15 libpostgresql-jdbc-java odbc-postgresql unixodbc; do
  [[ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" == installed ]] || missing+=("$package")
done
command -v javac >/dev/null || missing+=(openjdk-17-jdk-headless)
python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
if ((${#missing[@]})); then
  as_root apt-get update -qq
  # Debian would start a server of its own; this suite starts the ones it needs.
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi

# The environments are made anew only if what they are made from has changed.
for name in '' -old -etl -superset; do
  venv="$root/.venv-bi$name"
  made="$(cat "requirements$name.txt" "constraints$name.txt" | sha256sum)"
  if [[ "$(cat "$venv/made" 2>/dev/null)" != "$made" ]]; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "requirements$name.txt" -c "constraints$name.txt"
    echo "$made" >"$venv/made"
  fi
done
made="$(sha256sum <node/package-lock.json)"
if [[ "$(cat node/node_modules/.made 2>/dev/null)" != "$made" ]]; then
  npm ci --prefix node --no-audit --no-fund --silent
  echo "$made" >node/node_modules/.made
fi

exec "$root/.venv-bi/bin/python" run.py "$@"
