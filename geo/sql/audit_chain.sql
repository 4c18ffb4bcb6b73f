-- detail as text: the JSON is compared by value, whatever order the server keeps its keys in.
SELECT id, at, actor, action, subject, detail::text AS detail, previous_hash, hash
FROM audit_entry
ORDER BY id
