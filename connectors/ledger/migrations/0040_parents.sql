-- Up Migration
-- The record in Zoho that a note, a file or an e-mail was put on. Its keys can lead to another record before it is moved.
alter table record add column parent_id bigint;

update record r set parent_id = f.owner_id from attached_file f where r.env = f.env and r.key = f.key and r.zoho_id is not null;
update record r set parent_id = m.owner_id from added_mail m where r.env = m.env and r.key = m.key and r.zoho_id is not null;
update record r set parent_id = parent.id
from (
  select n.env, n.key, coalesce(s.zoho_id, p.zoho_id) as id
  from record n
  join record_value v on v.env = n.env and v.no = n.base_no
  cross join lateral (
    select v.base #>> '{Parent_Id,$key}' as key
    union all
    select json_array_elements_text(v.base #> '{Parent_Id,$or}')
  ) reference
  join record p on p.env = n.env and p.key = reference.key
  left join record s on s.env = n.env and s.key = p.same_as
  where n.module::text = 'Notes' and n.zoho_id is not null
) parent
where r.env = parent.env and r.key = parent.key and parent.id is not null;

-- Down Migration
alter table record drop column parent_id;
