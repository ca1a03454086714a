import { portageCommand, portageCommandAt } from '../../../apps/cli/portage-command.ts';

test('a command for the usual server needs no settings', () => {
  expect(portageCommand('status demo', {})).toBe('portage status demo');
  const usual = { TEMPORAL_ADDRESS: '127.0.0.1:7233', TEMPORAL_NAMESPACE: 'portage' };
  expect(portageCommand('status demo', usual)).toBe('portage status demo');
});

test('a command for another server has its address, namespace, profile and files, quoted for a shell', () => {
  const env = {
    TEMPORAL_ADDRESS: 'temporal.example:7233',
    TEMPORAL_NAMESPACE: 'crm',
    TEMPORAL_PROFILE: "ada's",
    TEMPORAL_TLS_CLIENT_CERT_PATH: '/etc/my keys/a.pem',
  };
  expect(portageCommand('status demo', env)).toBe(
    "TEMPORAL_PROFILE='ada'\\''s' TEMPORAL_ADDRESS=temporal.example:7233 TEMPORAL_NAMESPACE=crm " +
      "TEMPORAL_TLS_CLIENT_CERT_PATH='/etc/my keys/a.pem' portage status demo",
  );
});

test('a command never has a secret in it', () => {
  const env = { TEMPORAL_API_KEY: 'secret', TEMPORAL_TLS_CLIENT_KEY_DATA: 'secret', TEMPORAL_CODEC_AUTH: 'secret' };
  expect(portageCommand('status demo', env)).toBe('portage status demo');
});

test('readers of an npm script get the command as an npm script', () => {
  expect(portageCommand('gates demo', { npm_lifecycle_event: 'portage' })).toBe('npm run portage -- gates demo');
  expect(portageCommandAt({ address: '127.0.0.1:4000', namespace: 'portage' }, 'gates demo')).toBe(
    'TEMPORAL_ADDRESS=127.0.0.1:4000 npm run portage -- gates demo',
  );
});
