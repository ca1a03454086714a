import { describeSettings, readConfig } from '../../workers/config.ts';

test('the settings of a worker for support have no secret, address and path', () => {
  const config = readConfig(
    {
      PORTAGE_LEDGER_URL: 'postgres://planted:planted@planted.example/planted',
      PORTAGE_STAGING: '/planted/staging',
      PORTAGE_METRICS: '127.0.0.1:9464',
      PORTAGE_FINGERPRINT_KEY: 'planted',
    },
    false,
  );
  const settings = describeSettings(config);
  expect(settings).toMatchObject({
    ...{ metrics: true, ledgerMetrics: false, fingerprintKey: true, orgs: 'all', logLevel: 'info', logFormat: 'json' },
    node: process.version,
  });
  expect(JSON.stringify(settings)).not.toMatch(/planted|127\.0/);
});
