import { parcelKey } from './localApi.ts';

const test = (exec: string) => [{ listen: 'test', script: { type: 'text/javascript', exec: [exec] } }];

/** A Postman collection for the API of the tests: a folder, a variable, a key that is written out, and tests of which one fails. */
export const parcelCollection = (origin: string): string =>
  JSON.stringify({
    info: { name: 'Parcel desk', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
    auth: { type: 'bearer', bearer: [{ key: 'token', value: parcelKey, type: 'string' }] },
    variable: [{ key: 'origin', value: origin }],
    item: [
      {
        name: 'Parcels',
        item: [
          {
            name: 'List parcels',
            event: test('pm.test("there are two", () => pm.expect(pm.response.json()).to.have.lengthOf(2));'),
            request: { method: 'GET', url: '{{origin}}/parcels' },
          },
        ],
      },
      {
        name: 'Who am I',
        event: test(
          'console.log("checking the name"); pm.test("is the captain", () => pm.expect(pm.response.json().name).to.equal("Captain"));',
        ),
        request: { method: 'GET', url: '{{origin}}/me' },
      },
      {
        name: 'Echo',
        event: test('pm.test("has a row", () => pm.expect(pm.response.json().url).to.contain("row="));'),
        request: { method: 'GET', url: '{{origin}}/echo?row={{row}}', auth: { type: 'noauth' } },
      },
    ],
  });
