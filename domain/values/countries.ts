import { type Converted, failed } from './value.ts';

/** Languages in which the names of all countries are known. */
const languages = ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl', 'sv'];

/** Codes that Intl knows and that are no countries: unions, groups, test data. */
const noCountries = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ']);

/** ISO 3166-1: alpha-2, then alpha-3. */
const codePairs = `
  ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW AXALA AZAZE BABIH BBBRB
  BDBGD BEBEL BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL BQBES BRBRA BSBHS BTBTN BVBVT BWBWA BYBLR
  BZBLZ CACAN CCCCK CDCOD CFCAF CGCOG CHCHE CICIV CKCOK CLCHL CMCMR CNCHN COCOL CRCRI CUCUB CVCPV CWCUW CXCXR
  CYCYP CZCZE DEDEU DJDJI DKDNK DMDMA DODOM DZDZA ECECU EEEST EGEGY EHESH ERERI ESESP ETETH FIFIN FJFJI FKFLK
  FMFSM FOFRO FRFRA GAGAB GBGBR GDGRD GEGEO GFGUF GGGGY GHGHA GIGIB GLGRL GMGMB GNGIN GPGLP GQGNQ GRGRC GSSGS
  GTGTM GUGUM GWGNB GYGUY HKHKG HMHMD HNHND HRHRV HTHTI HUHUN IDIDN IEIRL ILISR IMIMN ININD IOIOT IQIRQ IRIRN
  ISISL ITITA JEJEY JMJAM JOJOR JPJPN KEKEN KGKGZ KHKHM KIKIR KMCOM KNKNA KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO
  LBLBN LCLCA LILIE LKLKA LRLBR LSLSO LTLTU LULUX LVLVA LYLBY MAMAR MCMCO MDMDA MEMNE MFMAF MGMDG MHMHL MKMKD
  MLMLI MMMMR MNMNG MOMAC MPMNP MQMTQ MRMRT MSMSR MTMLT MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM NCNCL NENER
  NFNFK NGNGA NINIC NLNLD NONOR NPNPL NRNRU NUNIU NZNZL OMOMN PAPAN PEPER PFPYF PGPNG PHPHL PKPAK PLPOL PMSPM
  PNPCN PRPRI PSPSE PTPRT PWPLW PYPRY QAQAT REREU ROROU RSSRB RURUS RWRWA SASAU SBSLB SCSYC SDSDN SESWE SGSGP
  SHSHN SISVN SJSJM SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD STSTP SVSLV SXSXM SYSYR SZSWZ TCTCA TDTCD TFATF
  TGTGO THTHA TJTJK TKTKL TLTLS TMTKM TNTUN TOTON TRTUR TTTTO TVTUV TWTWN TZTZA UAUKR UGUGA UMUMI USUSA UYURY
  UZUZB VAVAT VCVCT VEVEN VGVGB VIVIR VNVNM VUVUT WFWLF WSWSM YEYEM YTMYT ZAZAF ZMZMB ZWZWE`;

/** What people write beside codes and official names. */
const aliases = new Map([
  ['uk', 'GB'],
  ['great britain', 'GB'],
  ['england', 'GB'],
  ['scotland', 'GB'],
  ['wales', 'GB'],
  ['northern ireland', 'GB'],
  ['united states of america', 'US'],
  ['u s a', 'US'],
  ['u s', 'US'],
  ['u k', 'GB'],
  ['uae', 'AE'],
  ['turkey', 'TR'],
  ['czech republic', 'CZ'],
  ['holland', 'NL'],
  ['ivory coast', 'CI'],
  ['burma', 'MM'],
  ['myanmar', 'MM'],
  ['macedonia', 'MK'],
  ['swaziland', 'SZ'],
  ['cape verde', 'CV'],
  ['east timor', 'TL'],
  ['hong kong', 'HK'],
  ['macau', 'MO'],
  ['russian federation', 'RU'],
  ['republic of ireland', 'IE'],
  ['viet nam', 'VN'],
  ['republic of korea', 'KR'],
  ['syrian arab republic', 'SY'],
  ['democratic republic of the congo', 'CD'],
  ['republic of the congo', 'CG'],
]);

/** Without accents, case, punctuation and a leading article. */
const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('&', ' and ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/^the /, '');

const namesIn = (language: string) => new Intl.DisplayNames(language, { type: 'region', fallback: 'none' });

const english = namesIn('en');

/** Codes by what names them. Made when the first country is read. */
let codes: Map<string, string> | null = null;

function readCodes(): Map<string, string> {
  const known = new Map<string, string>();
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const pairs = letters.flatMap((first) => letters.map((second) => `${first}${second}`));
  // A withdrawn code, such as SU, names several countries of today: Intl would take the largest one.
  const present = pairs.filter(
    (code) => !noCountries.has(code) && english.of(code) && new Intl.Locale(`und-${code}`).region === code,
  );
  for (const code of present) known.set(code.toLowerCase(), code);
  for (const language of languages) {
    const names = namesIn(language);
    for (const code of present) known.set(folded(names.of(code)!), code);
  }
  for (const code of present) {
    const own = folded(namesIn(new Intl.Locale(`und-${code}`).maximize().toString()).of(code)!);
    if (!known.has(own)) known.set(own, code);
  }
  for (const pair of codePairs.trim().split(/\s+/)) known.set(pair.slice(2).toLowerCase(), pair.slice(0, 2));
  for (const [name, code] of aliases) known.set(name, code);
  return known;
}

/**
 * English short name (CLDR) of a country, from its ISO 3166-1 code of two or three letters, its name in one of nine
 * languages or in its own, or a common alias.
 */
export function toCountry(text: string): Converted {
  codes ??= readCodes();
  const code = codes.get(folded(text));
  return code === undefined ? failed('not a known country') : { ok: true, value: english.of(code)! };
}
