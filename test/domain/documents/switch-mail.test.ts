import { switchMail } from '../../../domain/documents/switch-mail.ts';

const mail = (occasion: 'switched' | 'called off') =>
  switchMail({
    ...{ engagement: 'demo', customer: 'Northwind', occasion },
    links: { zoho: 'https://crm.zoho.com/crm/org7', console: 'https://portage.example/engagements/demo' },
  });

test('people learn where they work from now on, with links', () => {
  const { subject, text } = mail('switched');
  expect(subject).toBe('Northwind: work in Zoho CRM from now on');
  expect(text).toContain('Zoho CRM: https://crm.zoho.com/crm/org7');
  expect(text).toContain('https://portage.example/engagements/demo');
});

test('people learn that the switch is called off', () => {
  const { subject, text } = mail('called off');
  expect(subject).toBe('Northwind: the switch to Zoho CRM is called off');
  expect(text).toContain('Work in the earlier system again.');
});
