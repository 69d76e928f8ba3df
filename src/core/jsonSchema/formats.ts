/** Values of a format, the usual one first, then shorter ones; and what tells whether a text is of it. */
interface Format {
  readonly samples: readonly [string, ...string[]];
  /** Absent where any text will do, as a server decides. Linear in the length of the text. */
  readonly isOf?: (text: string) => boolean;
}

const isDay = (text: string): boolean => {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year || 4, month, 0)).getUTCDate();
};

/** A second is left over at the end of a day in UTC alone (RFC 3339 section 5.7). */
const isTime = (text: string): boolean => {
  const form = /^([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.\d+)?(?:z|([+-])([01]\d|2[0-3]):?([0-5]\d))$/i.exec(text);
  if (form === null) return false;
  const [, hour, minute, second, sign, hours = 0, minutes = 0] = form;
  if (second !== '60') return true;
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  return (Number(hour) * 60 + Number(minute) - offset + minutesOfDay) % minutesOfDay === minutesOfDay - 1;
};
const minutesOfDay = 24 * 60;

const isMoment = (text: string): boolean =>
  isDay(text.slice(0, 10)) && /^[t\s]$/i.test(text.charAt(10)) && isTime(text.slice(11));

const isHost = (text: string): boolean =>
  text.length <= 253 &&
  text
    .replace(/\.$/, '')
    .split('.')
    .every((label) => /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i.test(label));

const isMail = (text: string): boolean => {
  const at = text.lastIndexOf('@');
  return (
    /^[a-z\d!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z\d!#$%&'*+/=?^_`{|}~-]+)*$/i.test(text.slice(0, Math.max(0, at))) &&
    isHost(text.slice(at + 1))
  );
};

/** RFC 3986 section 3.2.2: no number begins with a zero. */
const isIpv4 = (text: string): boolean => /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/.test(text);

/** RFC 4291 section 2.2: eight groups, one run of zeros left out, the last two perhaps as IPv4. */
function isIpv6(text: string): boolean {
  const sides = text.split('::');
  if (sides.length > 2) return false;
  const groups = sides.flatMap((side) => (side === '' ? [] : side.split(':')));
  const last = text.slice(text.lastIndexOf(':') + 1);
  const isMixed = last.includes('.');
  if (isMixed && !isIpv4(last)) return false;
  const count = groups.length + (isMixed ? 1 : 0);
  const isHex = groups.slice(0, isMixed ? -1 : undefined).every((group) => /^[\da-f]{1,4}$/i.test(group));
  return isHex && (sides.length === 2 ? count < 8 : count === 8);
}

const isReference = (text: string): boolean =>
  /^[\w.~:/?#[\]@!$&'()*+,;=%-]*$/.test(text) && !/%(?![\da-f]{2})/i.test(text);
const isUri = (text: string): boolean => /^[a-z][a-z\d+.-]*:[^\s]/i.test(text) && isReference(text);
/** What documents call an address is seldom as strict as RFC 3986. */
const isUrl = (text: string): boolean => /^[a-z][a-z\d+.-]*:\S+$/i.test(text);

const isRegex = (text: string): boolean => {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
};

const uri: Format = { samples: ['https://example.com/', 'http://a.co', 'a:b'], isOf: isUri };
const url: Format = { samples: ['https://example.com/', 'http://a.co'], isOf: isUrl };
const host: Format = { samples: ['example.com', 'a.co', 'a'], isOf: isHost };
const mail: Format = { samples: ['person@example.com', 'a@b.co'], isOf: isMail };

const formats: ReadonlyMap<string, Format> = new Map<string, Format>([
  ['date-time', { samples: ['2025-01-31T12:00:00Z'], isOf: isMoment }],
  ['date', { samples: ['2025-01-31'], isOf: isDay }],
  ['time', { samples: ['12:00:00Z'], isOf: isTime }],
  [
    'duration',
    {
      samples: ['PT1H'],
      isOf: (text) => /^P(?!$)(?:\d+W|(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)$/.test(text),
    },
  ],
  ['email', mail],
  ['idn-email', { samples: mail.samples, isOf: (text) => /^[^@\s]+@[^@\s]+$/.test(text) }],
  ['hostname', host],
  ['idn-hostname', { samples: host.samples }],
  ['ipv4', { samples: ['192.0.2.1'], isOf: isIpv4 }],
  ['ipv6', { samples: ['2001:db8::1', '::1'], isOf: isIpv6 }],
  ['ip', { samples: ['192.0.2.1'] }],
  ['cidr', { samples: ['192.0.2.0/24'] }],
  ['uri', uri],
  ['url', url],
  ['iri', { samples: uri.samples }],
  ['iri-reference', { samples: ['/path', '/'] }],
  ['uri-reference', { samples: ['/path', '/'], isOf: isReference }],
  ['uri-template', { samples: ['https://example.com/{id}', '/{id}'] }],
  [
    'uuid',
    {
      samples: ['00000000-0000-4000-8000-000000000000'],
      isOf: (text) => /^(?:urn:uuid:)?[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i.test(text),
    },
  ],
  ['json-pointer', { samples: ['/path', ''], isOf: (text) => /^(?:\/(?:[^~/]|~0|~1)*)*$/.test(text) }],
  [
    'relative-json-pointer',
    { samples: ['0'], isOf: (text) => /^(?:0|[1-9]\d*)(?:#|(?:\/(?:[^~/]|~0|~1)*)*)$/.test(text) },
  ],
  ['regex', { samples: ['.*'], isOf: isRegex }],
  ['byte', { samples: ['dGV4dA=='], isOf: (text) => text.length % 4 === 0 && /^[a-z\d+/]*={0,2}$/i.test(text) }],
  ['binary', { samples: ['text'] }],
  // The form of a blank to fill in, which nobody takes for a secret.
  ['password', { samples: ['<password>'] }],
  ['int32', { samples: ['1'] }],
  ['int64', { samples: ['1'] }],
  ['uint64', { samples: ['1'] }],
  ['decimal', { samples: ['1'] }],
  ['phone', { samples: ['+12025550123'] }],
  ['mac', { samples: ['00:00:5e:00:53:01'] }],
  ['ulid', { samples: ['01ARZ3NDEKTSV4RRFFQ69G5FAV'] }],
]);

/** Texts of a format, the usual one first; none where the format is not known. */
export const samplesOfFormat = (format: string | undefined): readonly string[] =>
  formats.get(format ?? '')?.samples ?? [];

/** Whether a text is of a format; true for formats that are not known. */
export const fitsFormat = (format: string | undefined, text: string): boolean =>
  formats.get(format ?? '')?.isOf?.(text) ?? true;
