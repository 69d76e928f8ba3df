-- Lines of traffic that earlier versions wrote belong to whom the sent request belongs to: what the history hides, no line shows.
UPDATE activity SET private_to = (
  SELECT e.private_to FROM exchanges e
  WHERE e.tenant_id = activity.tenant_id AND e.id = (
    SELECT json_extract(d.value, '$.value') FROM json_each(activity.details) d
    WHERE json_extract(d.value, '$.name') = 'Exchange' LIMIT 1
  )
)
WHERE kind = 'request' AND private_to IS NULL AND EXISTS (SELECT 1 FROM exchanges WHERE private_to IS NOT NULL);
