import { describe, expect, test } from 'vitest';
import { answerDigest, parseDigestChallenges, strongest } from './digestAnswer.ts';

const challenge = (rest: string) => [['WWW-Authenticate', `Digest ${rest}`]] as const;
const get = (uri: string) => ({ method: 'GET', uri, body: null });

// RFC 7616, section 3.9.1.
const shared =
  'realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
const mufasa = { username: 'Mufasa', password: 'Circle of Life' };
const cnonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';

describe('the examples of RFC 7616', () => {
  test.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('section 3.9.1 with %s', (algorithm, expected) => {
    const [found] = parseDigestChallenges(challenge(`${shared}, algorithm=${algorithm}`));
    if (found === undefined) throw new Error('no challenge');
    const { header, response } = answerDigest(found, get('/dir/index.html'), mufasa, cnonce);
    expect(response).toBe(expected);
    expect(header).toContain(`username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html"`);
    expect(header).toContain(`nc=00000001, cnonce="${cnonce}", qop=auth, response="${expected}"`);
  });

  test('section 3.9.2: the name goes as its hash where the server asks for that', () => {
    const [found] = parseDigestChallenges(
      challenge(
        'realm="api@example.org", qop="auth", algorithm=SHA-512-256, nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDssOS", charset=UTF-8, userhash=true',
      ),
    );
    if (found === undefined) throw new Error('no challenge');
    const person = { username: 'Jäsøn Doe', password: 'Secret, or not?' };
    const { header, response } = answerDigest(
      found,
      get('/doe.json'),
      person,
      'NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v',
    );
    // The response as erratum 4897 corrects it: SHA-512/256, not a truncated SHA-512.
    expect(response).toBe('3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5');
    expect(header).toContain('username="793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b"');
    expect(header).toContain('userhash=true');
  });
});

test('takes the strongest algorithm that is known, also from a header with other schemes in it', () => {
  const headers = [
    [
      'www-authenticate',
      'Basic realm="a, b", Digest realm="r", nonce="m", algorithm=MD5, Digest realm="r", nonce="s", algorithm=SHA-256',
    ],
    ['www-authenticate', 'Digest realm="r", nonce="x", algorithm=SHA3-999'],
  ] as const;
  expect(strongest(parseDigestChallenges(headers))?.nonce).toBe('s');
});

test('answers a challenge without qop as RFC 2069 did, and says what is stale', () => {
  const [found] = parseDigestChallenges(challenge('realm="r", nonce="n", stale=TRUE'));
  expect(found).toMatchObject({ stale: true, qop: [], algorithm: 'MD5' });
  if (found === undefined) throw new Error('no challenge');
  const { header } = answerDigest(found, get('/'), mufasa, 'c');
  expect(header).not.toMatch(/qop|cnonce|nc=/);
});

test('a name beyond ASCII is written as RFC 8187 says', () => {
  const [found] = parseDigestChallenges(challenge('realm="r", nonce="n", qop="auth"'));
  if (found === undefined) throw new Error('no challenge');
  const { header } = answerDigest(found, get('/'), { username: "Jäs'n", password: 'p' }, 'c');
  expect(header).toContain("username*=UTF-8''J%C3%A4s%27n");
});

test.each(['Digest realm="r"', 'Basic realm="r"', ''])('finds no challenge in %o', (value) => {
  expect(parseDigestChallenges([['WWW-Authenticate', value]])).toEqual([]);
});
