import { readFileSync } from 'node:fs';
import { z } from 'zod';

const Person = z.strictObject({
  /** The subject of the person's tokens. */
  id: z.string(),
  name: z.string(),
  email: z.string(),
});
export type Person = z.infer<typeof Person>;

/** @throws {Error} if the file is no list of people */
export const readPeople = (path: string): Person[] =>
  z
    .array(Person)
    .min(1)
    .parse(JSON.parse(readFileSync(path, 'utf8')));

/** The people of `examples/demo-operator/engagement.yml`. */
export const demoPeople: Person[] = [
  { id: 'ada', name: 'Ada Admin', email: 'ada@northwind.example' },
  { id: 'pat', name: 'Pat Product', email: 'pat@northwind.example' },
  { id: 'fay', name: 'Fay Finance', email: 'fay@northwind.example' },
  { id: 'ned', name: 'Ned Network', email: 'ned@northwind.example' },
  { id: 'olga', name: 'Olga Operator', email: 'olga@portage.example' },
];
