#!/usr/bin/env bash
# Hostile requests out of the API's own description, in every role, by schemathesis (pip install schemathesis==4.32.5).
# Nothing may break with 500, and no answer may be of another form than is described.
#
#   bench/hostile.sh [EXAMPLES]        COMITY=target/debug/comity ST=st
set -euo pipefail
examples=${1:-100}
comity=${COMITY:-target/debug/comity}
st=${ST:-st}
folder=$(mktemp -d)
export COMITY_DB="sqlite:$folder/node.db" COMITY_KEY="$folder/node.key"
roles=(desk-officer secretariat legal-officer analyst operator auditor guest)
"$comity" user add root --role operator > "$folder/link" 2> /dev/null
for role in "${roles[@]}"; do
  "$comity" user add "$role" --role "$role" --party sco > "$folder/link" 2> /dev/null
done
"$comity" import data/central-asia-2006/*.csv --as osce --label green > "$folder/import"
"$comity" serve --listen 127.0.0.1:0 --rate 0 --log warn > "$folder/said" 2> "$folder/log" &
server=$!
trap 'kill $server; wait $server || true; cat "$folder/log"; rm -r "$folder"' EXIT
until grep -q 'is served at' "$folder/said"; do sleep 0.2; done
base=$(sed -n 's|.* is served at \(http://[^/]*\)/.*|\1|p' "$folder/said")
for role in "${roles[@]}"; do
  token=$("$comity" token make "$role" --name hostile --scope read,write,import 2> /dev/null)
  echo "== $role"
  "$st" run "$base/api/v1/openapi.json" --header "Authorization: Bearer $token" --max-examples "$examples" \
    --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,response_headers_conformance \
    --no-color --seed 7
done
