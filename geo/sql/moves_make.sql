-- What is matched anew: which rows (asked), the different things that they say (said), what comes
-- out (answer), and the rows that change (moving). All gone at the end of the transaction.
CREATE TEMPORARY TABLE asked (of_table text, of_id bigint) ON COMMIT DROP;
CREATE TEMPORARY TABLE said (
  number bigint, kind text, source text, day date, words jsonb
) ON COMMIT DROP;
CREATE TEMPORARY TABLE answer (
  number bigint, zone_uid bigint, placement text, evidence jsonb, match_key text
) ON COMMIT DROP;
CREATE TEMPORARY TABLE moving (
  of_table text, of_id bigint, of_load bigint, of_sheet text, of_row integer, of_words jsonb,
  from_key text, from_uid bigint, from_placement text, from_match text,
  rewritten_key text, to_key text, to_uid bigint, to_placement text, to_match text,
  to_evidence jsonb
) ON COMMIT DROP
