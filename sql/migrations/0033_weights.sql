-- The weights of facts change like a rule: asked for, run over the past, saved by somebody. The change is their version.
-- Its rule_version is the version of the weights that it starts from, 0 for the program's.
alter table rule_change drop constraint change_kind_is_known;
alter table rule_change add constraint change_kind_is_known check (kind in ('rule', 'removal', 'settings', 'weights'));

-- What spoke for and against an answer that a person refused: weights are fitted to it.
alter table refusal add column facts text[];
