-- Rows of a workbook on their way into {table}, by their number in it; gone with the transaction.
CREATE TEMPORARY TABLE {incoming} ON COMMIT DROP AS
SELECT {columns}, 0 AS number FROM {table} WITH NO DATA
