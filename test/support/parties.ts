import { readNames, type Party } from '../../domain/duplicate-search/party.ts';

/** A record as it is compared, with what a test says of it. */
export function partyOf({
  given = '',
  family = '',
  company = '',
  ...more
}: Partial<Omit<Party, 'person' | 'firm'>> & { given?: string; family?: string; company?: string }): Party {
  return {
    ...readNames({ given, family, whole: '', company }),
    ...{ birth: '', email: '', phone: '', document: '' },
    ...{ street: '', line: '', house: '', city: '', postcode: '' },
    surnameShare: 0.001,
    ...more,
  };
}
