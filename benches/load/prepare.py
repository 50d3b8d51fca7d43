"""Plans a meeting with its agenda for every team, and writes who asks for what: a file of "token path" for each page."""

import datetime
import json
import sys
import urllib.request

server, tokens, out = sys.argv[1:4]
known = json.load(open(tokens))


def call(token, method, path, body=None, headers=None):
    request = urllib.request.Request(server + path, method=method, data=None if body is None else json.dumps(body).encode())
    request.add_header("Authorization", "Bearer " + token)
    if body is not None:
        request.add_header("Content-Type", "application/json")
    for name, value in (headers or {}).items():
        request.add_header(name, value)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer), answer.headers


def write(page, lines):
    with open(f"{out}.{page}", "w") as file:
        file.writelines(line + "\n" for line in lines)
    token, path = lines[0].split()
    answer, _ = call(token, "GET", path)
    rows = next((len(value) for value in answer.values() if isinstance(value, list)), 0)
    assert rows > 0, f"{page} is empty: there is nothing to time"


write("caseload", [f"{token} /api/v1/caseload" for token in known["coordinators"]])
write("risk-list", [f"{gp['token']} /api/v1/practices/{gp['practice']}/risk-list" for gp in known["gps"]])

# A long meeting. A ward round begins with the few who are in hospital; a community MDT would begin with every review that falls due,
# which in a database of that many cases fills a week of meetings.
PEOPLE = 30

cases = {}
for token in known["coordinators"]:
    for line in call(token, "GET", "/api/v1/caseload")[0]["cases"]:
        cases.setdefault(line["team"], []).append(line["person"])

agendas = []
day = (datetime.date.today() + datetime.timedelta(days=14)).isoformat()
for number, team in enumerate(known["teams"]):
    members = [gp["token"] for gp in known["gps"] if gp["team"] == team]
    meeting, headers = call(members[0], "POST", "/api/v1/meetings", {"team": team, "kind": "ward_round", "on": day, "next_on": None, "place": None})
    path = f"/api/v1/meetings/{meeting['id']}"
    etag = headers["ETag"]
    there = {item["person"] for item in meeting["agenda"]}
    others = [person for person in cases.get(team, []) if person not in there]
    for person in others[: max(0, PEOPLE - len(there))]:
        _, headers = call(members[0], "POST", f"{path}/agenda", {"person": person, "reason": "Review"}, {"If-Match": etag})
        etag = headers["ETag"]
    agendas += [f"{token} {path}/agenda" for token in members]
write("agenda", agendas)
