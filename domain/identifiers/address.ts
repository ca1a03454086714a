const dot = String.raw`(?:\s?\.\s?|\[\.\]|\(\.\)|\s?\[?dot\]?\s?)`;
/** Source of a pattern with four groups: IPv4 with dots, also disarmed as in 192[.]0[.]2[.]1. */
export const ipv4Source = String.raw`(?<![\d.])(\d{1,3})${dot}(\d{1,3})${dot}(\d{1,3})${dot}(\d{1,3})(?!\d)`;
/** Source of a pattern of what may be IPv6; `canonicalIpv6` decides. */
export const ipv6Source = String.raw`(?<![\w:])[\da-f]{0,4}(?::[\da-f]{0,4}){2,8}(?![\w:]|\.\d)`;

/** The four numbers of an IPv4 address as `a.b.c.d` without leading zeros; null if one is over 255. RFC 791 */
export function canonicalIpv4(parts: string[]): string | null {
  const numbers = parts.map(Number);
  return numbers.length === 4 && numbers.every((one) => one <= 255) ? numbers.join('.') : null;
}

/** Eight groups of an IPv6 address in lower case without leading zeros, joined with colons; null if it isn't one. RFC 4291 */
export function canonicalIpv6(text: string): string | null {
  const halves = text.toLowerCase().split('::');
  if (halves.length > 2) return null;
  const groupsOf = (half: string | undefined) => (half ? half.split(':') : []);
  const [head, tail] = [groupsOf(halves[0]), groupsOf(halves[1])];
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/.test(group))) return null;
  return groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':');
}

const commonAddresses = [
  // Unspecified, loopback, link-local, multicast and above, home routers. RFC 1122, 3927, 5771, 1918
  /^(?:0|127|22[4-9]|2[3-5]\d)\.|^169\.254\.|^192\.168\./,
  // Gateways and broadcasts of the private ranges. RFC 1918
  /^(?:10|172\.(?:1[6-9]|2\d|3[01]))\..*\.(?:0|1|254|255)$/,
  // Public name servers
  /^(?:8\.8\.(?:8\.8|4\.4)|1\.[01]\.[01]\.1|9\.9\.9\.9)$/,
  // Unspecified, loopback, link-local, multicast. RFC 4291
  /^(?:0:){7}[01]$|^fe[89ab][0-9a-f]:|^ff[0-9a-f]{2}:/,
];

/** Whether an address stands in the tables of every network and identifies nobody. */
export const isCommonAddress = (canonical: string): boolean => commonAddresses.some((one) => one.test(canonical));
