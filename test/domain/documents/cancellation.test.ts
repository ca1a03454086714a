import { cancellationDocument, stayingText } from '../../../domain/documents/cancellation.ts';
import type { StayingRecords } from '../../../schemas/engagement.ts';

const staying: StayingRecords[] = [
  { environment: 'sandbox', module: 'Accounts', created: 1, changed: 0 },
  { environment: 'production', module: 'Accounts', created: 1_000, changed: 2 },
  { environment: 'production', module: 'Contacts', created: 500, changed: 0 },
];

test('what stays is said for each environment', () => {
  expect(stayingText(staying)).toBe(
    'In sandbox stay 1 record that the loads created and 0 records that they changed. ' +
      'In production stay 1,500 records that the loads created and 2 records that they changed.',
  );
  expect(stayingText([])).toBe('Nothing of the loads is in Zoho.');
});

test('the document about a cancelled engagement lists what stays by module', () => {
  expect(cancellationDocument('delta-telecom', staying)).toContain('| production | Accounts | 1,000 | 2 |');
});
