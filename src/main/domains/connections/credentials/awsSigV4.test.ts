import { describe, expect, test } from 'vitest';
import { awsSigV4, bodyHash, signAws } from './awsSigV4.ts';

type Headers = [string, string][];

// Published with "Signature Version 4 test suite" by AWS.
const suiteKeys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const suiteScope = { region: 'us-east-1', service: 'service', at: Date.UTC(2015, 7, 30, 12, 36) };
const suiteHeaders: Headers = [
  ['Host', 'example.amazonaws.com'],
  ['X-Amz-Date', '20150830T123600Z'],
];

describe('the published test suite', () => {
  test.each([
    ['get-vanilla', 'GET', '/', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    [
      'get-vanilla-query-order-key-case',
      'GET',
      '/?Param2=value2&Param1=value1',
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
    [
      'get-vanilla-empty-query-key',
      'GET',
      '/?Param1=value1',
      'a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb',
    ],
    [
      'get-unreserved',
      'GET',
      '/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
      '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f',
    ],
    ['get-slash', 'GET', '//', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['post-vanilla', 'POST', '/', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  ])('%s', (_name, method, path, signature) => {
    const request = { method, url: `https://example.amazonaws.com${path}`, headers: suiteHeaders };
    const signed = signAws(request, suiteKeys, suiteScope);
    expect(signed.authorization).toBe(
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`,
    );
  });

  test('post-x-www-form-urlencoded', () => {
    const headers: Headers = [['Content-Type', 'application/x-www-form-urlencoded'], ...suiteHeaders];
    const request = {
      method: 'POST',
      url: 'https://example.amazonaws.com/',
      headers,
      body: Buffer.from('Param1=value1'),
    };
    expect(signAws(request, suiteKeys, suiteScope).signature).toBe(
      'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
    );
  });
});

// As aws4 1.13 signs them: what RFC 3986 reserves and `encodeURIComponent` leaves, blanks, equal names, dots and letters beyond ASCII.
test.each([
  ['service', '/a%21%27%28%29%2A/b%20c', '04d344b9d2a51e259b60e576db14fb70655144add1fd2e7911e063bebb2a3d7b'],
  ['service', '/?q=%21%27%28%29%2A&a=b%20c&a=a', '6e86a31c1e6f55ff31ff3971a8c4122c00699d45fedd936238feb6de83255af1'],
  ['service', '/%E1%88%B4', '697b34846207a3f72246f99d74ae1ee4fe54f44bb06730c58a0d339eb079596d'],
  ['service', '/a/./b/../c', 'ca38e935d3755995c54c9507f4222dbeafacd561e8d3100bb0679299b181a0f4'],
  ['s3', '/a%21%27%28%29%2A/b%20c?x=y%2Fz', 'df16c7be7f171b229f3fff51524742c5c006bde0495cd1050b293421eda7a094'],
])('for %s signs %s as others do', (service, path, signature) => {
  const ofS3: Headers = service === 's3' ? [['X-Amz-Content-Sha256', bodyHash(null)]] : [];
  const request = { method: 'GET', url: `https://example.amazonaws.com${path}`, headers: [...suiteHeaders, ...ofS3] };
  expect(signAws(request, suiteKeys, { ...suiteScope, service }).signature).toBe(signature);
});

// "Examples: Signature calculations", Amazon S3 API Reference: GET Object.
test('signs the path of S3 encoded once, as its documentation shows', () => {
  const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
  const headers: Headers = [
    ['Host', 'examplebucket.s3.amazonaws.com'],
    ['Range', 'bytes=0-9'],
    ['x-amz-content-sha256', bodyHash(null)],
    ['x-amz-date', '20130524T000000Z'],
  ];
  const request = { method: 'GET', url: 'https://examplebucket.s3.amazonaws.com/test.txt', headers };
  const scope = { region: 'us-east-1', service: 's3', at: Date.UTC(2013, 4, 24) };
  expect(signAws(request, keys, scope).signature).toBe(
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  );
});

test('adds date and session token, signs both, and masks everything that must not be seen', () => {
  const config = { kind: 'awsSigV4', region: 'eu-central-1', service: 's3', sessionToken: true } as const;
  const { headers, secrets } = awsSigV4.apply({
    request: {
      method: 'PUT',
      url: 'https://b.s3.amazonaws.com/a%20b',
      headers: [['Accept', '*/*']],
      body: Buffer.from('x'),
    },
    placement: awsSigV4.defaultPlacement,
    config,
    material: { secret: 'secret-access-key\nsession-token', username: 'AKID' },
    at: Date.UTC(2026, 0, 2, 3, 4, 5),
  });
  const named = Object.fromEntries(headers);
  expect(named).toMatchObject({
    'X-Amz-Date': '20260102T030405Z',
    'X-Amz-Security-Token': 'session-token',
    'X-Amz-Content-Sha256': bodyHash(Buffer.from('x')),
  });
  expect(named.Authorization).toContain(
    'SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=',
  );
  expect(secrets).toEqual(['secret-access-key', expect.stringMatching(/^[0-9a-f]{64}$/), 'session-token']);
});
