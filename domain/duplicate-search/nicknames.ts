import { foldSpelling } from './spelling.ts';

/** Given names with the short forms that people use for them, in English, Spanish, German and French. */
const groups = `alexander alex sandy sacha | alejandro alex ale jandro | andrew andy drew | andreas andi andy |
  antonio toni tono | anthony tony | barbara barb babs | benjamin ben benny | catherine cathy kate katie kat |
  katharina kathi kati | charles charlie chuck | christine chris chrissy tina | christopher chris kit |
  daniel dan danny dani | david dave | deborah deb debbie | dolores lola | edward ed eddie ted ned |
  elizabeth liz lizzie beth betty eliza | elisabeth lisa elise elli | emmanuel manu | enrique quique |
  francis frank | francisco paco pancho fran curro | friedrich fritz | georg schorsch | gregory greg |
  guillermo memo guille | henry harry hank | ignacio nacho | isabel isa | jacqueline jacky |
  james jim jimmy jamie | jennifer jen jenny | jesus chus | johannes hannes hans | john jack johnny |
  jonathan jon | jose pepe | josef sepp jupp | joseph joe joey | juan juanito | kenneth ken kenny |
  lawrence larry | leonard leo len | luis lucho | manuel manolo manu | margaret maggie meg peggy |
  margarethe grete gretel | maria mari maruja | mercedes merche | michael mike mick micky | michael michi |
  nicholas nick nicky | nicolas nico | patricia pat patty trish | patrick pat paddy | peter pete | philip phil |
  philippe phil | rafael rafa | ramon moncho | rebecca becky | richard rick rich dick ricky |
  robert bob rob bobby | roberto beto | roger rog | rosario charo | samuel sam sammy | santiago santi |
  sebastian basti seb | stephen steve | steven steve | susan sue susie | susanne susi | theodore ted theo |
  theresa terry tess | thomas tom tommy | timothy tim | ulrich uli | vicente chente | victoria vicky |
  walter walt | wilhelm willi | william bill will billy liam willy | wolfgang wolf | zacharias zach`;

const groupsOf = new Map<string, Set<string>>();
for (const group of groups.split('|')) {
  const [formal, ...short] = foldSpelling(group).split(' ');
  for (const name of [formal!, ...short]) groupsOf.set(name, new Set([...(groupsOf.get(name) ?? []), formal!]));
}

/** Whether one name is a usual short form of the other, or both are of the same name. */
export function isNickname(one: string, other: string): boolean {
  const names = groupsOf.get(one);
  return [...(groupsOf.get(other) ?? [])].some((formal) => names?.has(formal));
}
