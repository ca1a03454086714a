import { resolveReference, resolveSecret } from '../../connectors/secret.ts';

function failureOf(reference: string): unknown {
  try {
    return resolveSecret(reference);
  } catch (error) {
    return error;
  }
}

test('a variable that is missing is a fault of the configuration: a process that runs never gets it', () => {
  expect(failureOf('env:NO_SUCH_VARIABLE')).toMatchObject({
    kind: 'configuration',
    message: expect.stringMatching(/The secret env:NO_SUCH_VARIABLE is missing\. .*Set the environment variable/),
  });
});

test('a file that is missing can still be written, so it is asked for again', () => {
  expect(failureOf('file:/nowhere/key')).toMatchObject({
    kind: 'auth',
    message: expect.stringContaining('Write the secret to the file'),
  });
});

test('a setting is a value, or the reference to one', () => {
  process.env['TEST_OF_SECRETS'] = 'inside';
  expect(['plain', 'env:TEST_OF_SECRETS'].map(resolveReference)).toEqual(['plain', 'inside']);
  delete process.env['TEST_OF_SECRETS'];
});
