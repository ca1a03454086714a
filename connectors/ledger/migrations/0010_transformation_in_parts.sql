-- Up Migration
-- The transformation of a run that is not sealed yet. What is transformed is in a table of its own, transformed_<run>, which
-- goes when the queue is sealed. All three are unlogged: a crash of the server empties them together, and then the
-- transformation starts over.
create unlogged table transformation (
  run int primary key,
  -- Digest of what the rows are transformed with. Parts of another plan don't count.
  plan text not null
);

-- The mark of a part whose rows are in transformed_<run>.
create unlogged table transformed_part (
  run int not null,
  object source_object not null,
  part int not null,
  primary key (run, object, part)
);

-- Down Migration
drop table transformed_part, transformation;
