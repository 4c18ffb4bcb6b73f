INSERT INTO asked SELECT record, id FROM placed_record WHERE upper_inf(sys)
