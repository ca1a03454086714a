import { listIn } from '../../../domain/proposal/value-lists.ts';

test.each([
  [['TV,Internet', 'TV', 'Internet, Mobil'], { separator: ',', items: ['TV', 'Internet', 'Mobil'] }],
  [['a;b', 'b;a', 'a'], { separator: ';', items: ['a', 'b'] }],
  [['a|b', 'a||b', 'b'], { separator: '|', items: ['a', 'b'] }],
])('texts that combine the same few items are lists of them (%#)', (texts, list) => {
  expect(listIn(texts)).toEqual(list);
});

test.each([
  ['texts without a separator', ['TV', 'Internet']],
  ['one item with a separator behind it', ['TV,', 'TV']],
  ['parts that come once', ['Hamburg, Altona', 'Hamburg, Mitte', 'Hamburg, Nord']],
  ['numbers with a decimal comma', ['1,5', '2,5', '1,2']],
  ['sentences', ['please call back later today, thanks', 'please call back later today, soon']],
  ['very many items', Array.from({ length: 60 }, (_, number) => `i${number},i${(number + 1) % 60}`)],
])('%s are no lists', (_, texts) => {
  expect(listIn(texts)).toBeNull();
});
