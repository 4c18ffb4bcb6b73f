-- How the records that wait write their streets.
SELECT DISTINCT evidence -> 'said' ->> 'street_name' AS said
FROM placed_record
WHERE placement = 'review' AND upper_inf(sys) AND evidence -> 'said' ->> 'street_name' IS NOT NULL
ORDER BY said
