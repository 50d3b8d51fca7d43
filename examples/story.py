#!/usr/bin/env python3
"""The whole of case management over HTTP: from a published risk run to somebody who is discharged from the register.

    python3 examples/story.py [--casefinder PATH] [--database URL ...]

Without --database it makes a SQLite file and removes it; with several it tells the story once on each. A database has to be empty:
sqlite://FILE or postgres://USER@HOST/DATABASE. The people are synthetic: nobody in the story exists.

It says what happens and what the server answered, and checks it; on the first thing that is not as told it stops with exit code 1.
Nothing but Python's standard library (3.11 or later) is needed. It is written to be read: each chapter is one day and one function.
"""

import argparse
import datetime
import json
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
PRACTICE = "Z99999"  # `casefinder synth` numbers its practices downwards from this one.
COMMUNITY, COUNCIL, HOSPITAL = "RX101", "K3X01", "RX1"
INDEX_DATE = "2025-06-30"


class NotAsTold(Exception):
    """Something happened that the story does not tell."""


def check(holds, words):
    if not holds:
        raise NotAsTold(words)


def say(words):
    print(f"  {words}")


def civil(date):
    """2025-07-01 as people write it."""
    day = datetime.date.fromisoformat(date)
    return f"{day:%A} {day.day} {day:%B %Y}"


# ---------------------------------------------------------------------------------------------------------------- the server


class Program:
    """The program at the command line."""

    def __init__(self, path):
        self.path = path

    def run(self, *arguments):
        done = subprocess.run([self.path, *map(str, arguments)], capture_output=True, text=True, cwd=ROOT)
        check(done.returncode == 0, f"casefinder {arguments[0]} ended with {done.returncode}: {done.stderr.strip()}")
        return done.stdout


class Server:
    """`casefinder serve` on one database, for one pretended day at a time."""

    def __init__(self, program, database):
        self.program, self.database = program, database
        self.process, self.address, self.log = None, None, tempfile.TemporaryFile()

    def start(self, today):
        command = [self.program.path, "serve", "--database", self.database, "--bind", "127.0.0.1:0", "--today", today]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, text=True)
        words = self.process.stdout.readline().split()
        self.address = next((word for word in words if word.startswith("http://")), None)
        if self.address is None:
            self.process.wait(timeout=30)
            self.log.seek(0)
            raise NotAsTold(f"the server did not start: {self.log.read().decode().strip()}")

    def stop(self):
        """SIGTERM: it ends what is under way, and leaves with 0."""
        process, self.process = self.process, None
        process.send_signal(signal.SIGTERM)
        process.stdout.close()
        check(process.wait(timeout=30) == 0, f"told to stop, the server left with {process.returncode}")

    def end(self):
        """Whatever happened: no server is left behind."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        self.log.close()


class Answer:
    """What came back."""

    def __init__(self, status, headers, text):
        self.status, self.etag, self.location = status, headers.get("ETag"), headers.get("Location")
        self.json = json.loads(text) if "json" in headers.get("Content-Type", "") else None

    def __getitem__(self, name):
        return self.json[name]


class Caller:
    """Somebody who calls the API: a member of staff with a token."""

    def __init__(self, server, name, staff, token):
        self.server, self.name, self.id, self.token = server, name, staff, token

    def call(self, method, path, body=None, seen=None, key=None):
        """One request. `seen` is the answer whose version is changed (If-Match); `key` makes a creation safe to repeat."""
        headers = {"Authorization": f"Bearer {self.token}"}
        headers |= {"If-Match": seen.etag} if seen else {}
        headers |= {"Idempotency-Key": key} if key else {}
        data = None
        if body is not None:
            headers["Content-Type"], data = "application/json", json.dumps(body).encode()
        request = urllib.request.Request(f"{self.server.address}/api/v1{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as reply:
                return Answer(reply.status, reply.headers, reply.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())

    def must(self, status, method, path, body=None, **more):
        answer = self.call(method, path, body, **more)
        told = answer.json and {name: answer.json.get(name) for name in ("rule", "detail", "errors")}
        check(answer.status == status, f"{method} {path} by {self.name} gave {answer.status}, not {status}: {told}")
        return answer

    def get(self, path):
        return self.must(200, "GET", path)

    def put(self, path, body=None, **more):
        return self.must(200, "PUT", path, body, **more)

    def post(self, path, body=None, **more):
        return self.must(200, "POST", path, body, **more)

    def create(self, path, body, **more):
        answer = self.must(201, "POST", path, body, **more)
        check(answer.location, f"POST {path} says nothing of where the new one is")
        return answer

    def refused(self, rule, method, path, body=None, **more):
        """The rule that forbids it is named, and the words say what to do."""
        answer = self.must(409, method, path, body, **more)
        check(answer.json.get("rule") == rule, f"{method} {path} was refused by {answer.json.get('rule')}, not by {rule}")
        say(f"  refused ({rule}): {answer['detail']}")
        return answer


# ----------------------------------------------------------------------------------------------------------------- the story


class Story:
    """Who is in it, and what they know so far."""

    def __init__(self, program, database, work):
        self.program, self.database, self.work = program, database, work
        self.server, self.staff, self.names = Server(program, database), {}, {}

    def day(self, date, title):
        """The server is stopped, and started again on a later day."""
        if self.server.process is not None:
            self.server.stop()
        self.server.start(date)
        self.today = date
        print(f"\n{civil(date)}: {title}")

    def join(self, name, role, organisation, **more):
        """The administrator makes a member of staff known; the command line makes their token."""
        staff = self.admin.create("/staff", {"name": name})
        given = {"role": role, "organisation": organisation, "from": "2020-01-01", **more}
        self.admin.post(f"/staff/{staff['id']}/roles", given, seen=staff)
        token = self.program.run("user", "token", "--database", self.database, "--name", name).strip()
        caller = Caller(self.server, name, staff["id"], token)
        self.staff[caller.id] = name
        return caller

    def who(self, person):
        """A name for the reader. NHS numbers are never shown."""
        if person not in self.names:
            found = self.gp.get(f"/people/{person}")
            self.names[person] = f"{found['given_name']} {found['family_name']}, {found['age']}"
        return self.names[person]

    def tell(self):
        for chapter in (self.publish, self.propose, self.meet, self.allocate, self.plan, self.contact, self.hospital, self.home,
                        self.review, self.hand_over, self.discharge):
            chapter()
        self.server.stop()
        say("The server was told to stop (SIGTERM), and left with 0.")
        say(self.program.run("audit", "check", "--database", self.database).strip())

    def publish(self):
        print(f"\n{civil(INDEX_DATE)}: a run is published")
        score = ("score", "--store", self.work / "store", "--model", ROOT / "models/combined", "--index-date", INDEX_DATE,
                 "--database", self.database)
        self.program.run(*score)
        again = self.program.run(*score)
        check("published before" in again, "publishing the same run again is not recognised")
        say("`casefinder score --database` scored everybody and published the run; doing it again changed nothing.")
        self.program.run("user", "add", "--database", self.database, "--name", "Ada Reeve", "--role", "administrator",
                         "--at", COMMUNITY, "--from", "2020-01-01")
        token = self.program.run("user", "token", "--database", self.database, "--name", "Ada Reeve").strip()
        self.admin = Caller(self.server, "Ada Reeve", None, token)

        self.day("2025-07-01", "a team, and whom it should talk about")
        self.gp = self.join("Dr Amin", "gp", PRACTICE, session_tenths=60)
        self.join("Dr Brook", "gp", PRACTICE, session_tenths=40)
        self.matron = self.join("Bea Lodge", "community_matron", COMMUNITY)
        self.nurse = self.join("Cy Dunn", "nurse", COMMUNITY)
        self.clerk = self.join("Di Marsh", "mdt_coordinator", COMMUNITY)
        self.stranger = self.join("Flo Hart", "community_matron", COMMUNITY)
        self.feed = self.join("Hospital events", "hospital_feed", HOSPITAL)
        team = self.admin.create("/teams", {"name": "North", "kind": "community"})
        self.team = team["id"]
        for caller, role, organisation, capacity, skills in (
                (self.gp, "gp", PRACTICE, 0, []), (self.matron, "community_matron", COMMUNITY, 40, ["frailty", "respiratory"]),
                (self.nurse, "nurse", COMMUNITY, 30, ["diabetes", "falls"]), (self.clerk, "mdt_coordinator", COMMUNITY, 0, [])):
            member = {"staff": caller.id, "role": role, "organisation": organisation, "from": "2020-01-01", "capacity": capacity,
                      "skills": skills}
            team = self.admin.post(f"/teams/{self.team}/members", member, seen=team)
        served = {"organisation": PRACTICE, "kind": "practice", "from": "2020-01-01"}
        self.admin.post(f"/teams/{self.team}/serves", served, seen=team)
        say(f"The administrator made the team North: {len(team['members'])} members, serving practice {PRACTICE}.")

        run = self.gp.get("/runs")["items"][0]
        detail = self.gp.get(f"/runs/{run['id']}")
        tiers = ", ".join(f"{tier['people']} {tier['name']}" for tier in detail["tiers"])
        say(f"The run of {run['index_date']}: {run['scored']} people scored ({tiers}), {len(detail['left_out'])} reasons to be left out.")
        check(run["index_date"] == INDEX_DATE and run["synthetic"], "the run is not the one that was published")
        self.risk = self.gp.get(f"/practices/{PRACTICE}/risk-list?limit=20")
        first = self.risk["items"][0]
        say(f"Dr Amin opens the risk list of the practice. First on it: {self.who(first['person'])}, risk {first['risk']:.0%}, because:")
        for reason in first["reasons"][:3]:
            say(f"  - {reason}")
        check(self.stranger.call("GET", f"/practices/{PRACTICE}/risk-list").status == 404, "a stranger reads the risk list")
        say("For a matron of no team there is no such list (404): not yours is not found.")
        named = self.gp.post(f"/practices/{PRACTICE}/accountable-gps", {})
        check(len(named["given"]) == 2, "not both GPs are accountable for somebody")
        say(f"Everybody at the practice got an accountable GP: {named['people']} people between two GPs by their sessions.")

    def propose(self):
        lists = f"/teams/{self.team}/lists"
        rules = {"rules": {"select": [{"rule": "top_count", "count": 5}]}}
        made = self.matron.create(lists, rules)
        same = self.matron.must(200, "POST", lists, rules)
        check(same.json == made.json, "proposing twice makes two lists")
        say(f"Bea Lodge proposed a list for the team: {made['counts']['people']} people, on data until {made['data_date']}. Twice is once.")

        # Somebody is found by their number (in the body, never in an address), and put forward.
        tenth = self.risk["items"][9]
        found = self.gp.post("/people/search", {"nhs_number": tenth["nhs_number"]})
        check(found["id"] == tenth["person"], "the search finds somebody else")
        nomination = {"person": found["id"], "team": self.team, "route": "clinical_judgement", "reason": "Two falls since Easter"}
        first = self.gp.create("/nominations", nomination, key="nomination-1")
        check(self.gp.create("/nominations", nomination, key="nomination-1").json == first.json, "the repeat made another")
        say(f"Dr Amin nominated {self.who(found['id'])}. The request was sent twice with one Idempotency-Key, and counted once.")
        self.nominated = found["id"]

        second = self.matron.create(lists, rules)
        check((second["counts"]["came"], second["counts"]["nominated"]) == (1, 1), "the nomination is not on the new list")
        for entry in self.matron.get(f"/lists/{second['id']}")["items"]:
            why = ", ".join(one["reason"].replace("_", " ") for one in entry["why"])
            say(f"  {entry['place']}. {self.who(entry['person'])}: tier {entry['tier']}, {why}")
        meeting = {"team": self.team, "kind": "community_mdt", "on": "2025-07-08", "next_on": "2025-08-05", "place": "Health centre"}
        self.meeting = self.clerk.create("/meetings", meeting, key="meeting-1")
        check(len(self.meeting["agenda"]) == 6, "the list is not on the agenda")
        say(f"Di Marsh planned the meeting of {civil('2025-07-08')}: the list and the nomination are on its agenda.")

    def meet(self):
        self.day("2025-07-08", "the meeting")
        path = f"/meetings/{self.meeting['id']}"
        lines = [line["person"] for line in self.clerk.get(f"{path}/agenda")["lines"]]
        accept = {"situation": "Lives alone, three admissions in a year", "decision": "accept", "level": 2}
        self.clerk.refused("meeting_not_open", "PUT", f"{path}/agenda/{lines[0]}/review", accept, seen=self.meeting)
        seen = self.clerk.put(f"{path}/opening", seen=self.meeting)
        decline, later = [person for person in lines if person != self.nominated][-2:]
        self.cases = {}
        for person in lines:
            if person in (decline, later):
                continue
            answer = self.clerk.put(f"{path}/agenda/{person}/review", accept, seen=seen)
            self.cases[person] = answer["case"]
            say(f"Accepted: {self.who(person)}")
        self.clerk.put(f"{path}/agenda/{decline}/review", seen=seen, body={
            "situation": "Asked; wants no more visits", "decision": "do_not_accept", "not_accepted": "declined"})
        say(f"Not accepted, because they declined: {self.who(decline)}")
        self.declined = decline
        seen = self.clerk.put(f"{path}/attendance", seen=self.clerk.get(path), body={"attendees": [
            {"staff": self.matron.id, "profession": "community_matron", "role": "chair", "organisation": COMMUNITY},
            {"staff": self.gp.id, "profession": "gp", "role": "member", "organisation": PRACTICE},
            {"name": "Ed Frost", "profession": "social_worker", "role": "guest", "apologies": True}]})
        say(f"{self.who(later)} is still without a decision, and the meeting cannot be closed:")
        self.clerk.refused("undecided_items", "PUT", f"{path}/closing", seen=seen)
        seen = self.clerk.put(f"{path}/agenda/{later}/carry-over", {"reason": "Out of time"}, seen=seen)
        closed = self.clerk.put(f"{path}/closing", seen=seen)
        check(closed["state"] == "closed", "the meeting is not closed")
        say("Carried over to the next meeting; now it is closed, and what was decided stays as it is.")
        register = self.gp.get(f"/practices/{PRACTICE}/register")
        check({entry["case"] for entry in register["items"]} == set(self.cases.values()), "the register is not what was decided")
        say(f"The register of the practice on {register['as_of']}: {len(register['items'])} people.")

    def allocate(self):
        proposal = self.matron.create(f"/teams/{self.team}/coordinator-proposals", {})
        placed = proposal["proposed"]["placed"]
        check(len(placed) == len(self.cases) and not proposal["proposed"]["left"], "somebody was not placed")
        say("A care coordinator is proposed for each, as the best of all ways to share them out:")
        for one in placed:
            reasons = "; ".join(reason["words"] for reason in one["reasons"][:2])
            say(f"  {self.who(one['person'])}: {self.staff[one['coordinator']]} ({reasons})")
        check(self.gp.get(f"/cases/{placed[0]['case']}").json.get("coordinator") is None, "a proposal already changed a case")
        # The person of this story goes to the matron, whatever was proposed; the others go where they were proposed.
        self.person, self.case = placed[0]["person"], f"/cases/{placed[0]['case']}"
        verdicts = [{"case": one["case"], "verdict": {"decide": "confirm"}} for one in placed]
        if placed[0]["coordinator"] != self.matron.id:
            verdicts[0]["verdict"] = {"decide": "replace", "coordinator": self.matron.id, "reason": "Knows the family"}
        confirmation = f"/coordinator-proposals/{proposal['id']}/confirmation"
        outsider = {"case": placed[1]["case"], "verdict": {"decide": "replace", "coordinator": self.stranger.id, "reason": "Near by"}}
        self.matron.refused("not_a_member", "POST", confirmation, {"cases": [outsider]})
        self.matron.post(confirmation, {"cases": verdicts})
        case = self.matron.get(self.case)
        check(case["coordinator"] == self.matron.id, "the confirmed coordinator is not the case's")
        say(f"The team confirmed. Bea Lodge looks after {self.who(self.person)}.")
        say("Nobody has two coordinators, and nobody has two open cases:")
        again = {"coordinator": self.matron.id, "reason": "Knows the family"}
        self.matron.refused("same_coordinator", "PUT", f"{self.case}/coordinator", again, seen=case)
        second = {"person": self.person, "team": self.team, "route": "risk", "reason": "Again"}
        self.gp.refused("one_open_case", "POST", "/cases", second)

    def plan(self):
        self.day("2025-07-10", "a plan is agreed")
        started = self.matron.create("/plans", {"person": self.person}, key="plan-1")
        path = f"/plans/{started['id']}"
        draft = self.matron.must(200, "GET", f"{path}/draft")
        content = {
            "what_matters": "To stay at home with the dog",
            "needs": [{"kind": "health", "words": "Breathless on the stairs"}, {"kind": "social", "words": "Cannot shop alone"}],
            "goals": [{"words": "Walk to the shop"}],
            "actions": [{"what": "Refer to pulmonary rehabilitation", "owner": self.matron.id, "due": "2025-08-08"}],
            "contingency": [{"sign": "More breathless than usual", "what_to_do": "Start the rescue pack", "call": "The matron"}],
            "allergies": [{"substance": "Penicillin", "reaction": "Rash"}],
            "contributors": [{"organisation": "gp_practice", "name": "Dr Amin", "agreed_on": "2025-07-10"}]}
        saved = self.matron.put(f"{path}/draft", content, seen=draft)
        late = self.gp.must(409, "PUT", f"{path}/draft", {}, seen=draft)
        check(late["current_version"] == saved["draft_version"], "the late one is not told the version that is")
        say("Bea Lodge wrote a draft. Dr Amin, who saved over an older one at the same time, was told (409), and nothing was lost.")
        agreement = {"draft_version": saved["draft_version"], "with": {"who": "person"}}
        agreed = self.gp.post(f"{path}/agreement", agreement, seen=started)
        check((agreed["status"], agreed["in_force"]) == ("agreed", True), "the plan is not in force")
        say(f"Agreed with the person: version 1, to be reviewed by {agreed['review_due']}. What was agreed cannot be edited:")
        self.matron.refused("agreed_version_unchangeable", "PUT", f"{path}/draft", content, seen=saved)
        social = {"contributor": {"organisation": "social_care", "name": "Ed Frost", "role": "Social worker"}}
        check(self.gp.post(f"{path}/contributions", social, seen=agreed)["joint"], "with social care it is joint")
        say("Social care agreed to it too: a joint plan.")
        summary = self.gp.get(f"/people/{self.person}/emergency-summary")
        check(summary["allergies"][0]["substance"] == "Penicillin", "the summary is not what was agreed")
        say(f"The one-page emergency summary names {summary['coordinator']['name']}, the allergy and what to do when breathless.")
        self.plan_path = path

    def contact(self):
        before = self.matron.get(self.case)
        visit = {"how": "visit", "reached": "person", "summary": "Settled in; inhaler technique shown"}
        after = self.matron.post(f"{self.case}/contacts", visit, seen=before)
        check([contact["summary"] for contact in after["contacts"]] == [visit["summary"]], "the visit is not in the case")
        say("Bea Lodge visited, and recorded it.")
        say("What has not happened yet cannot be recorded, and nothing ends before it began:")
        self.matron.refused("in_the_future", "POST", f"{self.case}/contacts", {**visit, "on": "2025-07-11"}, seen=after)
        early = {"reason": "moved", "outcome": "Moved to Hull", "on": "2025-07-01"}
        self.matron.refused("end_before_start", "PUT", f"{self.case}/end", early, seen=after)
        late = self.gp.must(409, "PUT", f"{self.case}/level", {"level": 3, "complexity": 2}, seen=before)
        check(late["since"] == ["contact_made"], "the late one is not told what happened")
        say(f"Dr Amin changed the case as it was before the visit: refused, and told what happened since ({', '.join(late['since'])}).")
        check(self.gp.get(self.case).etag == after.etag, "a refused change changed something")

    def message(self, number, event, **more):
        """A hospital's message about the person of this story."""
        found = self.gp.get(f"/people/{self.person}")
        sent, digits = f"{self.today}T00:{number:02}:00Z", found["nhs_number"].replace(" ", "")
        return {"provider": HOSPITAL, "event_id": f"message-{number}", "sent_at": sent, "nhs_number": digits, "born_on": found["born_on"],
                "family_name": found["family_name"], "event": event} | more

    def send(self, message):
        return self.feed.must(202, "POST", "/hospital-events", message)["outcome"]

    def hospital(self):
        self.day("2025-07-14", "in hospital")
        admitted = {"type": "admitted", "on": "2025-07-14", "method": "21", "ward": "Ash", "expected_discharge": "2025-07-18"}
        wrong = self.message(1, admitted, born_on="1931-01-01")
        check(self.send(wrong) == "set_aside", "a message with another date of birth was believed")
        stays = f"/people/{self.person}/stays"
        check(self.gp.get(stays)["stays"] == [], "a message set aside changed somebody")
        waiting = self.gp.get("/hospital-events/set-aside")["items"][0]
        say(f"The hospital told of an admission, with another date of birth: set aside ({waiting['reason']}), for somebody to look at.")
        path = f"/hospital-events/set-aside/{waiting['id']}"
        matched = {"outcome": "matched", "person": self.person, "reason": "Rang the ward: a slip of the keyboard"}
        resolved = self.gp.post(f"{path}/resolution", matched, seen=self.gp.get(path))
        self.gp.refused("resolved", "POST", f"{path}/resolution", matched, seen=resolved)
        stay = self.gp.get(stays)["stays"][0]
        check(stay["admission"]["on"] == "2025-07-14", "the resolved message did not reach the person")
        line = next(line for line in self.matron.get("/caseload")["cases"] if line["person"] == self.person)
        check(line["in_hospital_since"] == "2025-07-14", "the caseload does not show the admission")
        say("Dr Amin rang the ward and matched it. Bea Lodge's caseload shows the person in hospital at once.")
        ward = self.message(2, {"type": "delayed", "on": "2025-07-14", "reason": "care_package_at_home"})
        check((self.send(ward), self.send(ward)) == ("applied", "applied"), "the second message was not taken")
        line = self.matron.get(f"/teams/{self.team}/in-hospital")["items"][0]
        say(f"Ward round: on {line['ward']}, expected home on {line['expected_discharge']}, delayed by {line['delay_reason'].replace('_', ' ')}.")
        self.stay = f"/stays/{stay['id']}"
        say("Before the hospital says that the person goes home, there is no contact after discharge to record:")
        self.matron.refused("not_notified", "POST", f"{self.stay}/contacts", {"state": "done"}, seen=self.matron.get(self.stay))

    def home(self):
        self.day("2025-07-18", "home again")
        check(self.send(self.message(3, {"type": "discharge_notified", "on": "2025-07-18"})) == "applied", "not taken")
        check(self.send(self.message(4, {"type": "discharged", "on": "2025-07-18", "destination": "19", "method": "1"})) == "applied",
              "the discharge was not taken")
        after = f"/teams/{self.team}/after-discharge"
        line = self.matron.get(after)["items"][0]
        check((line["contact_due"], line["contact"]["state"]) == ("2025-07-23", "due"), "the clock is wrong")
        say(f"Discharged. The clock of three working days runs: contact due by {civil(line['contact_due'])}.")
        self.day("2025-07-22", "the contact after discharge")
        seen = self.matron.get(self.stay)
        self.matron.post(f"{self.stay}/contacts", {"state": "done", "note": "New inhaler, knows how"}, seen=seen)
        line = self.matron.get(after)["items"][0]
        check(line["contact"].get("in_time") is True, "the contact is not in time")
        say("Bea Lodge rang on the second working day: done, in time.")
        visit = {"how": "phone", "reached": "person", "summary": "Home since Friday, well"}
        self.matron.post(f"{self.case}/contacts", visit, seen=self.matron.get(self.case))

    def review(self):
        self.day("2025-08-05", "the next meeting")
        planned = self.clerk.create("/meetings", {"team": self.team, "kind": "community_mdt", "on": "2025-08-05"})
        path = f"/meetings/{planned['id']}"
        lines = self.clerk.get(f"{path}/agenda")["lines"]
        for line in lines:
            why = ", ".join(one["why"].replace("_", " ") for one in line["why"])
            say(f"  {line['place']}. {self.who(line['person'])}: {why}")
        check(any(line["carried"] == 1 for line in lines), "who was carried over is not on the agenda")
        if self.person not in [line["person"] for line in lines]:
            by_hand = {"person": self.person, "reason": "Was in hospital", "late_reason": "Came up today"}
            planned = self.matron.post(f"{path}/agenda", by_hand, seen=planned)
            say(f"Bea Lodge put {self.who(self.person)} on the agenda by hand.")
        seen = self.clerk.put(f"{path}/opening", seen=planned)
        review = {"situation": "Home and well after the admission", "decision": "allocate", "coordinator": self.nurse.id,
                  "next_review": "2025-11-04"}
        item = f"{path}/agenda/{self.person}"
        self.clerk.refused("second_coordinator", "PUT", f"{item}/review", review, seen=seen)
        review |= {"decision": "step_down", "level": 3, "actions": [{"what": "Book the flu jab", "owner": self.matron.id, "due": "2025-09-30"}]}
        del review["coordinator"]
        seen = self.clerk.put(f"{item}/review", review, seen=seen)
        case = self.matron.get(self.case)
        check((case["level"], case["next_review"]) == (3, "2025-11-04"), "the decision did not reach the case")
        say(f"{self.who(self.person)} was reviewed: stepped down, an action for Bea Lodge, next review on {case['next_review']}.")
        for line in lines:
            if line["person"] != self.person:
                seen = self.clerk.put(f"{path}/agenda/{line['person']}/carry-over", {"reason": "Out of time"}, seen=self.clerk.get(path))
        chair = {"staff": self.matron.id, "profession": "community_matron", "role": "chair", "organisation": COMMUNITY}
        seen = self.clerk.put(f"{path}/attendance", {"attendees": [chair]}, seen=self.clerk.get(path))
        self.clerk.put(f"{path}/closing", seen=seen)

        # The plan is looked at too: what changed makes version 2, and version 1 stays.
        plan = self.gp.get(self.plan_path)
        reviewed = self.gp.post(f"{self.plan_path}/reviews", {"outcome": "changed"}, seen=plan)
        draft = self.matron.get(f"{self.plan_path}/draft")
        content = draft["content"]
        content["goals"][0]["words"] = "Walk to the shop and back"
        content["contributors"][0]["agreed_on"] = self.today
        saved = self.matron.put(f"{self.plan_path}/draft", content, seen=draft)
        agreement = {"draft_version": saved["draft_version"], "with": {"who": "person"}}
        agreed = self.gp.post(f"{self.plan_path}/agreement", agreement, seen=reviewed)
        check(agreed["agreed"]["number"] == 2, "the second version is not the second")
        say("The plan was reviewed, and version 2 agreed. Version 1 stays as it was; what is different between them:")
        for change in self.gp.get(f"{self.plan_path}/versions/2/changes")["changes"]:
            for field in change["fields"]:
                added = "".join(piece["text"] for piece in field["pieces"] if piece["kind"] == "added")
                if added:
                    say(f"  {change['section']}, {field['field'].replace('_', ' ')}: added \u201c{added.strip()}\u201d")
        first = self.gp.get(f"{self.plan_path}/versions/1")["content"]
        check(first["goals"][0]["words"] == "Walk to the shop", "version 1 is not what it was")

    def hand_over(self):
        self.day("2025-08-11", "a new post")
        mine = self.matron.get("/caseload")["cases"]
        hand_over = {"from": self.matron.id, "to": self.nurse.id, "everything": True, "actions_too": True, "reason": "A new post"}
        done = self.matron.post("/handovers", hand_over, key="hand-over-1")
        again = self.matron.post("/handovers", hand_over, key="hand-over-1")
        check(again.json == done.json and len(done["cases"]) == len(mine), "not every case was handed over once")
        check(self.matron.get("/caseload")["cases"] == [], "the caseload is not empty")
        case = self.nurse.get(self.case)
        spans = [(self.staff[span["coordinator"]], span["from"], span.get("until")) for span in case["coordinators"]]
        check([name for name, _, _ in spans] == ["Bea Lodge", "Cy Dunn"] and spans[0][2] == spans[1][1], "the spans do not follow")
        say(f"Bea Lodge handed {len(done['cases'])} case(s) over to Cy Dunn, with their open actions, in one step.")
        for name, since, until in spans:
            say(f"  {name}: from {since}{f' until {until}' if until else ''}")

    def discharge(self):
        self.day("2025-09-02", "discharged from the register")
        case = self.nurse.get(self.case)
        end = {"reason": "goals_met", "outcome": "Walks to the shop and back"}
        say("Nobody leaves the register while something is still to be done:")
        self.nurse.refused("open_actions", "PUT", f"{self.case}/end", end, seen=case)
        for action in case["actions"]:
            if action["status"] == "open":
                closing = {"closing": {"how": "done"}, "outcome": "Seen to"}
                case = self.nurse.put(f"{self.case}/actions/{action['id']}/closing", closing, seen=case)
        ended = self.nurse.put(f"{self.case}/end", end, seen=case)
        check(ended["standing"] == "ended" and ended["ended"]["on"] == "2025-09-02", "the case did not end")
        say(f"{self.who(self.person)} was discharged: {ended['ended']['outcome'].lower()}.")
        # Two relationships let the team see somebody: an open case, and a place on its latest list.
        newest = self.matron.create(f"/teams/{self.team}/lists", {"rules": {"select": [{"rule": "top_count", "count": 4}]}})
        counts = newest["counts"]
        say(f"The team has room for four more, and proposed a new list, still on data until {newest['data_date']}: "
            f"{counts['came']} came, {counts['went']} went.")
        for gone in self.matron.get(f"/lists/{newest['id']}/changes?kind=went")["items"]:
            say(f"  gone: {self.who(gone['person'])} ({gone['gone'].replace('_', ' ')})")
        listed = [entry["person"] for entry in self.matron.get(f"/lists/{newest['id']}")["items"]]
        check(self.declined not in listed, "who declined is on the new list")
        check(self.nurse.call("GET", self.case).status == 404, "the relationship outlives the case and the list")
        say("Off the list, and nobody's case: for Cy Dunn it is no longer to be found. The practice keeps it, with its history:")
        history = self.gp.get(f"{self.case}/history")["events"]
        for event in history:
            say(f"  {event['happened_on']} {event['words']} ({event['author_name']})")
        register = f"/practices/{PRACTICE}/register"
        cases = {day: [f"/cases/{entry['case']}" for entry in self.gp.get(f"{register}?as_of={day}&limit=200")["items"]]
                 for day in ("2025-08-01", self.today)}
        check(self.case not in cases[self.today], "still on the register")
        check(self.case in cases["2025-08-01"], "the past was changed")
        say("Gone from the register of today, and on the register of 1 August, as it was then.")


def tell_on(program, database, work):
    print(f"\n=== {database.split(':')[0]} " + "=" * 40)
    story = Story(program, database, work)
    try:
        story.tell()
    finally:
        story.server.end()


def program_at(path):
    """The program: as named, on the path, or as built here."""
    places = [path] if path else [shutil.which("casefinder"), ROOT / "target/release/casefinder", ROOT / "target/debug/casefinder"]
    found = next((place for place in places if place and pathlib.Path(place).is_file()), None)
    check(found, "the program is not there: `cargo build --release`, or name it with --casefinder")
    return Program(str(pathlib.Path(found).resolve()))


def main():
    parser = argparse.ArgumentParser(description="The whole of case management over HTTP.")
    parser.add_argument("--casefinder", metavar="PATH", help="the program; looked for when left out")
    parser.add_argument("--database", metavar="URL", action="append", help="an empty database; a SQLite file when left out")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="casefinder-story-") as folder:
        work = pathlib.Path(folder)
        try:
            program = program_at(arguments.casefinder)
            program.run("synth", "--people", 3000, "--practices", 2, "--from", "2022-01-01", "--to", INDEX_DATE, "--out", work / "extract")
            program.run("import", work / "extract", "--store", work / "store", "--as-of", INDEX_DATE)
            print("A synthetic neighbourhood of 3,000 people and two practices was made and imported. Nobody in it exists.")
            for database in arguments.database or [f"sqlite://{work}/story.db"]:
                tell_on(program, database, work)
        except NotAsTold as error:
            sys.stdout.flush()
            sys.exit(f"Not as told: {error}")
    print("\nEverything was as told.")


if __name__ == "__main__":
    main()
