INSERT INTO audit_entry (at, actor, action, subject, detail, previous_hash, hash)
VALUES (:at, :actor, :action, :subject, CAST(:detail AS jsonb), :previous_hash, :hash)
