import { targetsOf } from '../../../domain/proposal/targets.ts';

test('a column can go into a field of a custom module by the label of the field', () => {
  const fields = [
    { apiName: 'Street_Name', label: 'Street', dataType: 'text', writable: true },
    { apiName: 'Computed', label: 'Computed', dataType: 'text', writable: false },
  ];
  expect(targetsOf('Sites', fields).map(({ field, names }) => [field.apiName, names])).toEqual([
    ['Street_Name', [['street']]],
  ]);
});

test.each(['linetax', 'ALARM', 'RRULE', 'multireminder'])('no column goes into a field of type %s', (dataType) => {
  expect(targetsOf('Tasks', [{ apiName: 'Structured', label: 'Structured', dataType, writable: true }])).toEqual([]);
});
