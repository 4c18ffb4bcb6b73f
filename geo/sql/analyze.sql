-- Fresh statistics: right after a load the planner would otherwise take a full table for empty.
ANALYZE {table}
