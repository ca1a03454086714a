import { masking } from '../../steps/masked-file.ts';
import { knownOf, subscribersOf, type Subscriber } from '../domain/identifiers/operator.ts';
import { createGuard } from '../../domain/identifiers/guard.ts';

const [subscriber] = subscribersOf(1, 1) as [Subscriber];
const guard = createGuard({ known: knownOf([subscriber]) });

async function masked(...chunks: string[]): Promise<string> {
  async function* content() {
    for (const chunk of chunks) yield await Promise.resolve(Buffer.from(chunk));
  }
  let text = '';
  for await (const piece of masking(guard)(content())) text += piece;
  return text;
}

test('values without an identifier stay as they are', async () => {
  const text = 'id,name,note\n1,"Ada ""A""","two\nlines"\n2,Bo,\n';
  expect(await masked(text)).toBe(text);
});

test('a column whose name says that it holds an identifier is emptied', async () => {
  expect(await masked('id,sim_number\n1,8944123412341234123\n')).toBe('id,sim_number\n1,\n');
});

test('an identifier in a value of several lines and in two pieces is masked', async () => {
  expect(await masked('id,note\n1,"IMSI 2341509', '99\n999999, new"\n')).toBe(
    'id,note\n1,"IMSI [network id removed], new"\n',
  );
});

test('an identifier over two columns is masked', async () => {
  const [code, rest] = [subscriber.imsi.slice(0, 5), subscriber.imsi.slice(5)];
  expect(await masked(`id,code,rest\nA,${code},${rest}\n`)).not.toContain(rest);
});

test('a file that is not CSV fails', async () => {
  await expect(masked('id,note\n1,"never closed\n')).rejects.toThrow();
});
