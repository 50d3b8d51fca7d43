-- What there may be to find about a person: a list that asks for everybody's standing looks only where something is. Each begins false,
-- turns true with the first such row, whoever writes it, and stays so: false is certain, true asks for a look. The person comes first, as
-- everywhere.
ALTER TABLE person ADD COLUMN had_case BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE person ADD COLUMN had_nomination BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE person ADD COLUMN had_declined_plan BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE person ADD COLUMN had_suitability BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE person ADD COLUMN had_objection BOOLEAN NOT NULL DEFAULT FALSE;

CREATE FUNCTION person_had() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    CASE TG_TABLE_NAME
        WHEN 'case_now' THEN UPDATE person SET had_case = TRUE WHERE id = NEW.person AND NOT had_case;
        WHEN 'nomination' THEN UPDATE person SET had_nomination = TRUE WHERE id = NEW.person AND NOT had_nomination;
        WHEN 'plan_happened' THEN UPDATE person SET had_declined_plan = TRUE WHERE id = NEW.person AND NOT had_declined_plan;
        WHEN 'suitability' THEN UPDATE person SET had_suitability = TRUE WHERE id = NEW.person AND NOT had_suitability;
        ELSE UPDATE person SET had_objection = TRUE WHERE id = NEW.person AND NOT had_objection;
    END CASE;
    RETURN NULL;
END
$$;
CREATE TRIGGER case_now_had AFTER INSERT ON case_now FOR EACH ROW EXECUTE FUNCTION person_had();
CREATE TRIGGER nomination_had AFTER INSERT ON nomination FOR EACH ROW EXECUTE FUNCTION person_had();
CREATE TRIGGER plan_happened_had AFTER INSERT ON plan_happened FOR EACH ROW WHEN (NEW.what = 'declined')
    EXECUTE FUNCTION person_had();
CREATE TRIGGER suitability_had AFTER INSERT ON suitability FOR EACH ROW EXECUTE FUNCTION person_had();
CREATE TRIGGER objection_had AFTER INSERT ON objection FOR EACH ROW EXECUTE FUNCTION person_had();
CREATE TRIGGER person_objection_had AFTER INSERT ON person_objection FOR EACH ROW EXECUTE FUNCTION person_had();

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

-- What every list shows of its people, without a look at the table. SQLite keeps these two tables in the order of their keys, whole rows.
CREATE INDEX person_shown ON person (id) INCLUDE (practice, died_on, born_on, care_home, had_case, had_nomination,
    had_declined_plan, had_suitability, had_objection);
CREATE INDEX identity_shown ON identity (person) INCLUDE (nhs_number, given_name, family_name);

-- A page of people makes a row of a few kilobytes: as it is, not packed, which takes longer than writing it.
ALTER TABLE audit SET (toast_tuple_target = 8160);
