INSERT INTO account (name, display_name, role, street_code, password_hash)
VALUES (:name, :display_name, :role, :street_code, :password_hash)
ON CONFLICT (name) DO NOTHING
RETURNING id
