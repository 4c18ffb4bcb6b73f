SELECT max(as_of) FROM revision WHERE id <= :revision
