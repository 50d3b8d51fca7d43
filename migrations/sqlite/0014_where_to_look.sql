-- What there may be to find about a person: a list that asks for everybody's standing looks only where something is. Each begins false,
-- turns true with the first such row, whoever writes it, and stays so: false is certain, true asks for a look. The person comes first, as
-- everywhere.
ALTER TABLE person ADD COLUMN had_case INTEGER NOT NULL DEFAULT FALSE;
ALTER TABLE person ADD COLUMN had_nomination INTEGER NOT NULL DEFAULT FALSE;
ALTER TABLE person ADD COLUMN had_declined_plan INTEGER NOT NULL DEFAULT FALSE;
ALTER TABLE person ADD COLUMN had_suitability INTEGER NOT NULL DEFAULT FALSE;
ALTER TABLE person ADD COLUMN had_objection INTEGER NOT NULL DEFAULT FALSE;

CREATE TRIGGER case_now_had AFTER INSERT ON case_now BEGIN
    UPDATE person SET had_case = TRUE WHERE id = NEW.person AND NOT had_case;
END;
CREATE TRIGGER nomination_had AFTER INSERT ON nomination BEGIN
    UPDATE person SET had_nomination = TRUE WHERE id = NEW.person AND NOT had_nomination;
END;
CREATE TRIGGER plan_happened_had AFTER INSERT ON plan_happened WHEN NEW.what = 'declined' BEGIN
    UPDATE person SET had_declined_plan = TRUE WHERE id = NEW.person AND NOT had_declined_plan;
END;
CREATE TRIGGER suitability_had AFTER INSERT ON suitability BEGIN
    UPDATE person SET had_suitability = TRUE WHERE id = NEW.person AND NOT had_suitability;
END;
CREATE TRIGGER objection_had AFTER INSERT ON objection BEGIN
    UPDATE person SET had_objection = TRUE WHERE id = NEW.person AND NOT had_objection;
END;
CREATE TRIGGER person_objection_had AFTER INSERT ON person_objection BEGIN
    UPDATE person SET had_objection = TRUE WHERE id = NEW.person AND NOT had_objection;
END;

-- What is there already; what comes meanwhile, the triggers see.
UPDATE person SET had_case = TRUE WHERE id IN (SELECT person FROM case_now);
UPDATE person SET had_nomination = TRUE WHERE id IN (SELECT person FROM nomination);
UPDATE person SET had_declined_plan = TRUE WHERE id IN (SELECT person FROM plan_happened WHERE what = 'declined');
UPDATE person SET had_suitability = TRUE WHERE id IN (SELECT person FROM suitability);
UPDATE person SET had_objection = TRUE WHERE id IN (SELECT person FROM objection UNION ALL SELECT person FROM person_objection);

-- A practice's list in its order, with all that is shown of a score: without a look at the table for every line.
DROP INDEX score_practice;
CREATE INDEX score_practice ON score (run, practice, adult, practice_rank, person, age, risk, percentile, tier, rank,
    reason_1, reason_2, reason_3, reason_4, reason_5);
