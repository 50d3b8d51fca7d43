#!/usr/bin/env bash
# Fuzzes the API from its own description with schemathesis (PyPI), on both databases, as several kinds of caller.
#
#   tests/fuzz/schemathesis.sh                      everything, both databases
#   DATABASES=sqlite ROLES="gp" EXAMPLES=20 tests/fuzz/schemathesis.sh --include-path-regex /cases
#
# SCHEMATHESIS  the program; when it is not there, it is installed into target/fuzz/venv
# BUILT         a directory with casefinder and examples/load_database, built before; they are built when left out
# DATABASES     sqlite, postgres or both
# POSTGRES      address of an empty PostgreSQL database; a throwaway cluster is started when left out
# ROLES         callers; "all" holds every role
# EXAMPLES      generated requests an operation, a phase; SEED makes them the same every time; SECONDS_A_RUN bounds a run
#
# It fails when any answer is a 5xx, is not described, breaks its schema, or when data that the description allows is refused as
# malformed, or the other way round.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=target/fuzz
mkdir -p "$out"
out=$(cd "$out" && pwd)

schemathesis=${SCHEMATHESIS:-$(command -v schemathesis || echo "$out/venv/bin/schemathesis")}
if [ ! -x "$schemathesis" ]; then
    python3 -m venv "$out/venv"
    "$out/venv/bin/pip" install --quiet 'schemathesis==4.32.*'
fi
built=${BUILT:-}
if [ -z "$built" ]; then
    cargo build --locked --bin casefinder --example load_database
    built=$(cargo metadata --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')/debug
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/casefinder-fuzz-XXXXXX")
export FUZZ_TOKENS=$work/tokens.json
server='' keeper=''
finish() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    [ -z "$keeper" ] || kill "$keeper" 2>/dev/null || true
    wait
    rm -rf "$work"
}
trap finish EXIT

start_postgres() {
    local port=$((20000 + RANDOM % 20000)) programs=''
    programs=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -1 || command -v initdb)")
    local as=()
    mkdir "$work/postgres"
    if [ "$(id -u)" = 0 ]; then
        local user=postgres
        id -u postgres >/dev/null 2>&1 || user=nobody
        chown "$user" "$work/postgres"
        chmod 755 "$work"
        as=(setpriv "--reuid=$user" "--regid=$(id -g "$user")" --clear-groups)
    fi
    (cd "$work/postgres" && "${as[@]}" "$programs/initdb" -D "$work/postgres/data" -U casefinder -A trust -E UTF8 --locale=C -N >"$work/postgres.log" 2>&1)
    (cd "$work/postgres" && exec "${as[@]}" "$programs/postgres" -D "$work/postgres/data" -p "$port" -k "$work/postgres" \
        -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off >>"$work/postgres.log" 2>&1) &
    keeper=$!
    for _ in $(seq 100); do
        "$programs/pg_isready" -q -h 127.0.0.1 -p "$port" && break
        sleep 0.1
    done
    "$programs/createdb" -h 127.0.0.1 -p "$port" -U casefinder fuzz
    POSTGRES="postgres://casefinder@127.0.0.1:$port/fuzz"
}

failed=0
for kind in ${DATABASES:-sqlite postgres}; do
    case $kind in
    sqlite) url="sqlite://$work/fuzz.db" ;;
    postgres)
        [ -n "${POSTGRES:-}" ] || start_postgres
        url=$POSTGRES
        ;;
    esac
    "$built/examples/load_database" "$url" 400 12 60 >"$work/tokens.json" 2>/dev/null
    port=$((10000 + RANDOM % 10000))
    "$built/casefinder" serve --database "$url" --bind "127.0.0.1:$port" >"$out/$kind.server.log" 2>&1 &
    server=$!
    for _ in $(seq 100); do
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
        sleep 0.1
    done
    for role in ${ROLES:-all gp community_matron administrator commissioner}; do
        token=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["roles"][sys.argv[2]])' "$work/tokens.json" "$role")
        echo "== $kind as $role"
        "$schemathesis" --config-file tests/fuzz/schemathesis.toml run "http://127.0.0.1:$port/api/v1/openapi.json" \
            --header "Authorization: Bearer $token" --url "http://127.0.0.1:$port" \
            --checks all --max-examples "${EXAMPLES:-30}" --seed "${SEED:-1}" --workers "${WORKERS:-1}" \
            --report junit --report-dir "$out/$kind-$role" --no-color \
            "$@" >"$out/$kind-$role.txt" 2>&1 || failed=1
        tail -n "${TAIL:-25}" "$out/$kind-$role.txt"
    done
    kill "$server"
    wait "$server" || { echo "the server on $kind did not end well"; failed=1; }
    server=''
    if grep -c panicked "$out/$kind.server.log"; then failed=1; fi
done
exit $failed
