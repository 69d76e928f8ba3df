import type { DoctorStep, Finding } from '#contract/oauth.ts';

type Code = Finding['code'];
type StepName = DoctorStep['name'];

/** What Patchbay itself says of a step: its checks, and the network. */
const ownCodes: Readonly<Record<string, Code>> = {
  TLS_FAILED: 'TLS_OR_PROXY',
  PROXY_FAILED: 'TLS_OR_PROXY',
  HTTP_407: 'TLS_OR_PROXY',
  DNS_FAILED: 'UNREACHABLE',
  CONNECTION_REFUSED: 'UNREACHABLE',
  CONNECTION_LOST: 'UNREACHABLE',
  ADDRESS_REFUSED: 'UNREACHABLE',
  TIMED_OUT: 'TIMED_OUT',
  CANCELLED: 'NOT_FINISHED',
  TOO_MANY_REDIRECTS: 'WRONG_ADDRESS',
  REDIRECT_REFUSED: 'WRONG_ADDRESS',
  BODY_TOO_LARGE: 'WRONG_ADDRESS',
  BAD_RESPONSE: 'MALFORMED_ANSWER',
  MALFORMED_ANSWER: 'MALFORMED_ANSWER',
  CODE_MISSING: 'CODE_MISSING',
  STATE_MISSING: 'STATE_MISSING',
  STATE_MISMATCH: 'STATE_MISMATCH',
  ISSUER_MISMATCH: 'ISSUER_MISMATCH',
  INTERRUPTED: 'INTERRUPTED',
  CONFIG_INVALID: 'SETTINGS_INCOMPLETE',
  REQUEST_INVALID: 'SETTINGS_INCOMPLETE',
  REDIRECT_PORT_TAKEN: 'PORT_TAKEN',
  ORIGIN_UNCONFIRMED: 'ORIGIN_UNCONFIRMED',
  NEEDS_SIGN_IN: 'SIGN_IN_NEEDED',
  VAULT_LOCKED: 'NOT_FINISHED',
};

/** Codes that say that nothing is wrong yet (RFC 8628 section 3.5). */
const pending = new Set(['authorization_pending', 'precondition_required', 'slow_down']);

/** What a refusal means. Every condition that a rule names must hold; the first rule that fits counts. */
interface Rule {
  readonly finding: Code;
  /** The server's own code, in lower case. */
  readonly code?: RegExp;
  /** Code and words together, in lower case, with spaces for `_` and `-`. */
  readonly said?: RegExp;
  readonly at?: readonly StepName[];
  readonly grant?: RegExp;
  readonly status?: (status: number) => boolean;
}

const granting: readonly StepName[] = ['token', 'refresh', 'poll', 'device', 'revocation'];
const byCode = /authorization_code/;

/** Words before codes: servers agree on codes less than on words. */
const rules: readonly Rule[] = [
  { finding: 'RATE_LIMITED', status: (status) => status === 429 },
  {
    finding: 'RATE_LIMITED',
    said: /rate ?limit|too many (request|attempt|login|call)|login rate|throttl|\be0000047\b/,
  },
  { finding: 'DPOP_REQUIRED', said: /\bdpop\b/ },
  {
    finding: 'PAR_REQUIRED',
    said: /pushed authori[sz]ation|\bpar\b.{0,30}(requir|only|must)|request (object|uri).{0,30}(requir|missing|must)|signed (authori[sz]ation )?request/,
  },
  {
    finding: 'CLOCK_SKEW',
    said: /\b(iat|nbf|exp|clock)\b|not yet valid|in the future|valid time range|assertion.{0,20}expired/,
  },
  {
    finding: 'REDIRECT_MISMATCH',
    said: /redirect(ion)? ?ur[il]|reply (url|address)|callback ?ur[il]|aadsts(50011|500112|9002327)|single page application/,
  },
  { finding: 'PKCE_REFUSED', said: /pkce|code ?challenge|code ?verifier|aadsts(501481|9002325)/ },
  {
    finding: 'REFRESH_ROTATED',
    at: ['refresh'],
    said: /reus|rotat|already (been )?(used|consumed|redeemed)|one time|stale token/,
  },
  {
    finding: 'REFRESH_TOKEN_GONE',
    at: ['refresh'],
    said: /(refresh|session|offline|grant).{0,40}(invalid|expired|revoked|unknown|inactive|missing|not (found|valid|active))|(invalid|expired|revoked|unknown|bad|missing).{0,24}refresh ?token|token is (not active|inactive)|token (has been |is |was )?(expired|revoked)|aadsts(70008|700082|700084|50173|700003|70043|9002313)/,
  },
  {
    finding: 'TENANT_WRONG',
    said: /aadsts(90002|900023|50194|90130|900383)|(realm|tenant|organi[sz]ation|domain).{0,60}(not (found|exist|supported)|doesn t exist|unknown|invalid)|multi ?tenant|not supported on this domain|inactive org|unknown (realm|tenant)|invalid organi[sz]ation|not found: resource not found: \S+ \(authorizationserver\)/,
  },
  {
    finding: 'AUDIENCE_MISSING',
    said: /audience.{0,40}(missing|requir|not (provided|specified|set)|empty|mandatory)|(missing|requires?|specify|without|no) (an |the |required parameter:? )?audience|non global clients are not allowed/,
  },
  {
    finding: 'TARGET_INVALID',
    status: (status) => status !== 404,
    said: /invalid (target|audience|resource(?! owner))|aadsts(500011|9010010|650057)|resource principal|service not (found|enabled)|(audience|resource|target).{0,50}(unknown|not (been )?(found|allowed|valid|registered|whitelisted)|is invalid|doesn t (exist|match))|unknown (audience|resource)|audience validation|not authori[sz]ed to access|client grant(?! type)/,
  },
  {
    finding: 'SCOPE_INVALID',
    said: /invalid scope|aadsts(70011|1002012|28002|28003|650053)|scopes?\b.{0,60}(invalid|unknown|not (allowed|exist|configured|valid|permitted|granted|found|supported|available|authori[sz]ed|be empty)|requir|missing|malformed)|(unknown|unsupported|malformed|missing|disallowed|granted) (oauth )?scopes?|(missing|parameter:?) .{0,20}\bscopes?\b/,
  },
  {
    finding: 'GRANT_UNSUPPORTED',
    said: /(grant|response) ?type|not allowed for this client|direct access grants|service account|device (flow|grant|code flow|authori[sz]ation grant)|limited input device|client credentials (flow|grant|user)|aadsts(700054|700051)|public client flow|flow is (disabled|not enabled)/,
  },
  { finding: 'NOT_ALLOWED', said: /(application|client) (is |was )?disabled/ },
  {
    finding: 'CLIENT_AUTH_WRONG',
    at: granting,
    said: /client ?id.{0,12}(or|and).{0,12}secret|authori[sz]ation header|(secret|client assertion|client credential).{0,60}(invalid|wrong|incorrect|expired|missing|mismatch|requir|not )|(invalid|wrong|incorrect|bad|missing|expired) (client )?(secret|assertion|credential)/,
  },
  {
    finding: 'CLIENT_UNKNOWN',
    said: /aadsts(700016|700038)|invalid client id|client identifier invalid|bad client id|unknown client|deleted client|invalid value for .?client id|validating application|(client|application|\bapp\b).{0,60}(unknown|not ?(be )?found|no such|does ?n.?t exist|not exist|was deleted|is invalid|not installed)|(unknown|no such|no) (client|application)/,
  },
  {
    finding: 'PASSWORD_WRONG',
    at: ['token', 'refresh'],
    grant: /^password$/,
    said: /password|user ?name|user credential|resource owner|authentication fail|credentials (provided )?(are|were)|aadsts(50126|50034|50056)|invalid grant$|account.{0,30}(not|locked|disabled)/,
  },
  {
    finding: 'CODE_REFUSED',
    at: ['token'],
    grant: byCode,
    said: /\bcode\b.{0,60}(expired|invalid|used|redeemed|unknown|not (valid|found)|incorrect|malformed)|(invalid|expired|bad|unknown|incorrect|malformed|inactive) (auth(ori[sz]ation)? |verification )?code|aadsts(70008|54005|70000)|code already/,
  },
  {
    finding: 'PERSON_REQUIRED',
    said: /interaction required|login required|mfa|multi ?factor|consent required|aadsts(50076|50079|50158|65001|50055|50057|16000)|account selection|account is not fully set up|approval error|immediate unsuccessful/,
  },
  {
    finding: 'NOT_ALLOWED',
    said: /admin|policy|aadsts(90094|50105|53003|53000|50020|50053|530003)|not (been )?(assigned|approved)|blocked|suspended|org internal|org login|inactive user|(application|client|user|account) (is |was )?disabled|disallowed user ?agent|unverified user|ip (restrict|address)|conditional access|invalid app access|https required/,
  },
  {
    finding: 'CLIENT_AUTH_WRONG',
    at: granting,
    said: /invalid client\b|client (secret|assertion|credential|authentication)|(bad|invalid|wrong|incorrect) (client )?(secret|credential)|aadsts(7000215|7000222|7000218|700025|700027|700021|7000216)|unauthorized$|unauthorized: |authentication method/,
  },
  { finding: 'CONSENT_DENIED', at: ['redirect', 'poll'], said: /cancell?ed|declined|denied|aborted|not authori[sz]e/ },
  { finding: 'CONSENT_DENIED', code: /^(access_denied|authorization_declined|user_denied|access-denied)$/ },
  {
    finding: 'DEVICE_CODE_UNUSED',
    at: ['poll'],
    said: /expired token|device code.{0,30}(expired|invalid)|incorrect device code|code expired|bad verification code/,
  },
  { finding: 'WRONG_ADDRESS', said: /authori[sz]ation url mismatch|unsupported media type|plain http request/ },
  {
    finding: 'REFRESH_TOKEN_GONE',
    at: ['refresh'],
    code: /^(invalid_grant|bad_refresh_token|token_revoked|token_expired)$/,
  },
  { finding: 'PASSWORD_WRONG', grant: /^password$/, code: /^invalid_grant$/ },
  {
    finding: 'CODE_REFUSED',
    grant: byCode,
    code: /^(invalid_grant|bad_verification_code|invalid_code|bad_auth_code)$/,
  },
  { finding: 'GRANT_UNSUPPORTED', code: /^(unauthorized_client|unsupported_(grant|response|token)_type)$/ },
  { finding: 'SERVER_ERROR', code: /^(server_error|temporarily_unavailable|internal_error|fatal_error)$/ },
  { finding: 'REQUEST_REFUSED', code: /^(invalid_request|invalid_arguments|bad_request|missing_.*)$/ },
  { finding: 'DISCOVERY_FAILED', at: ['discovery'], status: (status) => status >= 300 && status < 500 },
  { finding: 'WRONG_ADDRESS', status: (status) => [404, 405, 410, 501].includes(status) },
  { finding: 'WRONG_ADDRESS', status: (status) => status >= 300 && status < 400 },
  { finding: 'SERVER_ERROR', status: (status) => status >= 500 },
  { finding: 'CLIENT_AUTH_WRONG', status: (status) => status === 401 },
  { finding: 'NOT_ALLOWED', status: (status) => status === 403 },
];

/** What one step of a flow says; null where it went well, or nothing is wrong yet. */
export function codeOf(step: DoctorStep, all: readonly DoctorStep[]): Code | null {
  const { code, name } = step;
  if (code === null || (pending.has(code) && name === 'poll')) return null;
  // Without an address it is no attempt, but what was made of the metadata.
  const isAttempt = name === 'discovery' && step.url !== '';
  if (isAttempt && all.some((other) => other.name === 'discovery' && other.code === null)) return null;
  const own = Object.hasOwn(ownCodes, code) ? ownCodes[code] : undefined;
  return own === undefined ? codeOfRefusal(step, all) : closer(own, step, all);
}

/** Where the rest of the flow says more than the code does. */
function closer(code: Code, step: DoctorStep, all: readonly DoctorStep[]): Code {
  const { error, name } = step;
  const nobodyCame = code === 'TIMED_OUT' && name === 'redirect';
  if (nobodyCame) return all.some((other) => other.name === 'device') ? 'DEVICE_CODE_UNUSED' : 'NEVER_RETURNED';
  if (code === 'SETTINGS_INCOMPLETE' && /not an address for secrets/.test(error ?? '')) return 'ADDRESS_NOT_SAFE';
  if (code === 'MALFORMED_ANSWER' && name === 'discovery') return 'DISCOVERY_FAILED';
  return code === 'MALFORMED_ANSWER' && isPage(step) ? 'WRONG_ADDRESS' : code;
}

const isPage = ({ responseBody, responseHeaders }: DoctorStep) =>
  /^\s*<(!doctype|html)/i.test(responseBody ?? '') || responseHeaders.some(isHtml);

const announcesProof = ({ name, responseBody }: DoctorStep) =>
  name === 'discovery' && /"dpop_signing_alg_values_supported"/.test(responseBody ?? '');

const isHtml = ({ name, value }: { name: string; value: string }) =>
  name.toLowerCase() === 'content-type' && /^text\/html/i.test(value);

const examples =
  /does not match the redirection uri used in the authorization request,? or was issued to another client|\(?(e\.g\.,? |due to )unknown client,? no client (authentication|auth) included,? or unsupported authentication method\)?|is missing a required parameter, includes an (unsupported|invalid) parameter value,?[^.]*\.?/gi;

/** Standards give lists of reasons as examples, and servers repeat them whole whatever the reason was. */
export const withoutExamples = (words: string): string => words.replace(examples, '');

function codeOfRefusal(step: DoctorStep, all: readonly DoctorStep[]): Code {
  const { code, error, status, name } = step;
  const said = withoutExamples(`${code} ${error === code ? '' : (error ?? '')}`);
  const text = said.toLowerCase().replace(/[_-]+/g, ' ').replace(/[’'"]/g, ' ').trim();
  const grant = /(?:^|&)grant_type=([^&]*)/.exec(step.requestBody ?? '')?.[1] ?? '';
  const rule = rules.find(
    (each) =>
      (each.at?.includes(name) ?? true) &&
      (each.code?.test((code ?? '').toLowerCase()) ?? true) &&
      (each.said?.test(text) ?? true) &&
      (each.grant?.test(grant) ?? true) &&
      (each.status?.(status ?? 0) ?? true),
  );
  if (rule !== undefined) return rule.finding;
  // Nothing in such a grant can be invalid but what is missing: servers that hide the reason refuse so what is not bound to a key.
  if (code === 'invalid_grant' && all.some(announcesProof)) return 'DPOP_REQUIRED';
  return isPage(step) ? 'WRONG_ADDRESS' : 'OTHER';
}
