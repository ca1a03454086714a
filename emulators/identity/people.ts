export interface Person {
  /** The subject of the person's tokens. */
  id: string;
  name: string;
  email: string;
}

/** The people of `examples/demo-operator/engagement.yml`. */
export const demoPeople: Person[] = [
  { id: 'ada', name: 'Ada Admin', email: 'ada@northwind.example' },
  { id: 'pat', name: 'Pat Product', email: 'pat@northwind.example' },
  { id: 'fay', name: 'Fay Finance', email: 'fay@northwind.example' },
  { id: 'ned', name: 'Ned Network', email: 'ned@northwind.example' },
  { id: 'olga', name: 'Olga Operator', email: 'olga@portage.example' },
];
