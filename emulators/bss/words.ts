/** A made-up person's name parts; several alphabets, as any operator has them. */
export interface NameSet {
  weight: number;
  language: string;
  first: readonly string[];
  last: readonly string[];
}

const list = (text: string): readonly string[] => text.split(' ');

export const nameSets: readonly NameSet[] = [
  {
    weight: 12,
    language: 'en',
    first: list('Alice Ben Carla Dylan Edith Felix Grace Harvey Isla Jonah Kezia Leo Mabel Noel Orla Piers Ruth Seth'),
    last: list(
      'Ashdown Birchfield Cobley Dunmarsh Everlow Fernsby Gadwell Hollin Ivesmoor Jessamy Kettlewick Larkhill',
    ),
  },
  {
    weight: 2,
    language: 'pl',
    first: list('Łukasz Małgorzata Zbyszek Żaneta Paweł Agnieszka Święta Grażyna'),
    last: list('Ćwiklany Jarzębski Łąkowiec Śliwnicka Źródlany Wąsocki'),
  },
  {
    weight: 2,
    language: 'es',
    first: list('Íñigo Begoña Ñusta Jesús Mónica Andrés Lucía Raúl'),
    last: list('Ñandúarte Peñalar Muñozal Güellero Ibarrés Cañadillo'),
  },
  {
    weight: 1,
    language: 'de',
    first: list('Jürgen Käthe Björn Änne Sönke Ursel'),
    last: list('Müßlinger Größbach Schönwiesen Köhlert Jägerhof'),
  },
  {
    weight: 1,
    language: 'el',
    first: list('Ελένη Γιώργος Άννα Νίκος Σοφία'),
    last: list('Καλλιρόης Πετρίδου Λευκαδίτης'),
  },
  { weight: 1, language: 'zh', first: list('伟明 秀英 子涵 思远'), last: list('李 王 赵 欧阳') },
  { weight: 1, language: 'ar', first: list('ليلى يوسف مريم سامي'), last: list('الزيتوني بدران الهلالي') },
  { weight: 1, language: 'he', first: list('נועה איתן תמר'), last: list('גפני אלמוג') },
  { weight: 1, language: 'hi', first: list('Aarav Diya Ishaan Meera'), last: list('Vanshwar Kamalpuri Suryaraj') },
  { weight: 1, language: 'fr', first: list('Zoé Renée Noël François'), last: list("Beauchênes D'Aubremont L'Hérault") },
];

export const companyHeads = list(
  'Amberlane Brackwell Cinderford Driftwood Eastmere Foxglove Greyling Hawksworth Inkwell Juniper Kestrel Larchmont ' +
    'Millbrook Northgate Oakhurst Pennywell Quillon Ravenhill Saltmarsh Thistledown Umberfield Verity Westbourne Yarrow',
);
export const companyTrades = list(
  'Logistics Bakeries Dental Interiors Freight Analytics Catering Joinery Optics Textiles Couriers Roofing Robotics ' +
    'Nurseries Motors Pharmacy Surveying Tutors',
);
export const companyForms = ['Ltd', 'PLC', 'LLP', '& Sons', '& Partners', 'Group', 'CIC', 'Co.'] as const;

export const streets = list('Mill Church Station Harbour Orchard Quarry Abbey Meadow Chapel Tanner Weaver Foundry');
export const streetKinds = ['Street', 'Road', 'Lane', 'Way', 'Close', 'Terrace'] as const;

/** Made-up towns with the area letters of their made-up postcodes; `ZZ`, `QX` … are no postcode areas. */
export const towns: readonly (readonly [string, string, string])[] = [
  ['Aldermouth', 'Westshire', 'ZZ'],
  ['Bexcombe', 'Westshire', 'ZX'],
  ['Carrowby', 'Northmoor', 'QX'],
  ['Dunwater', 'Northmoor', 'QZ'],
  ['Elmstead Cross', 'Southvale', 'VX'],
  ['Farholt', 'Southvale', 'VZ'],
  ['Great Osmere', 'Eastfen', 'JX'],
  ['Hathersedge', 'Eastfen', 'JZ'],
];

/** How clerks have written the same country over the years. */
export const countrySpellings = [
  'United Kingdom',
  'United Kingdom',
  'GB',
  'UK',
  'Great Britain',
  'GBR',
  'England',
] as const;

export const remarks = [
  'Prefers a call after 5 pm.',
  'Bill queried twice in spring, settled 👍',
  'Moved house; forwarding address kept until autumn.',
  'VIP – treat with care ⭐',
  'Speaks to reception first. "Ask for the manager", she said.',
  'Line one: router swapped.\nLine two: speed test fine.',
  'לקוח ותיק – לדבר לאט',
  'Paper bill on request; 50% off router; ref #A/77-1',
] as const;

/** Logins of the operator's staff; the owner map of an engagement names who they are in Zoho. */
export const agents = [
  ['asmith', 'Ada Smithers'],
  ['bokoro', 'Blessing Okoro'],
  ['cnowak', 'Celina Nowacka'],
  ['dpatel', 'Dev Patelwar'],
  ['emeyer', 'Emil Meyerling'],
  ['fgarcia', 'Flor Garciandia'],
  ['hkim', 'Hana Kimura'],
  ['left_1998', 'Former staff'],
] as const;
