INSERT INTO session (token_hash, account_id, display_id, expires_at)
VALUES (:hash, :account_id, :display_id, now() + make_interval(hours => :hours))
