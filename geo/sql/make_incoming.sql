-- Rows of a workbook on their way into {table}; gone at the end of the transaction.
CREATE TEMPORARY TABLE {incoming} ON COMMIT DROP AS
SELECT {columns} FROM {table} WITH NO DATA
