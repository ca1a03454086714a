/** What people get when the work moves to Zoho, or when it does not. It has addresses and no values. */
export function switchMail({
  engagement,
  customer,
  occasion,
  links,
}: {
  engagement: string;
  customer: string;
  occasion: 'switched' | 'called off';
  links: { zoho: string; console: string };
}): { subject: string; text: string } {
  const isSwitched = occasion === 'switched';
  return {
    subject: isSwitched
      ? `${customer}: work in Zoho CRM from now on`
      : `${customer}: the switch to Zoho CRM is called off`,
    text: [
      isSwitched
        ? `The records of ${customer} are in Zoho CRM. Work there from now on, and change nothing in the earlier system.`
        : `The switch of ${customer} to Zoho CRM is called off. Work in the earlier system again. What you did in Zoho CRM stays there; tell the migration team about it.`,
      '',
      `Zoho CRM: ${links.zoho}`,
      `State of the migration: ${links.console}`,
      '',
      `Engagement: ${engagement}`,
    ].join('\n'),
  };
}
