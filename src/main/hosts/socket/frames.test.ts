import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesFrame, type Frame, frameReader, jsonFrame, longestCall } from './frames.ts';

const frame: fc.Arbitrary<Frame> = fc.oneof(
  fc.jsonValue().map((value): Frame => ({ kind: 'json', value: JSON.parse(JSON.stringify(value)) })),
  fc.uint8Array().map((bytes): Frame => ({ kind: 'bytes', bytes: Buffer.from(bytes) })),
);

const written = (each: Frame) => (each.kind === 'json' ? jsonFrame(each.value) : bytesFrame(each.bytes));

describe('frames', () => {
  it('come out as they went in, however they are cut on the way', () => {
    fc.assert(
      fc.property(fc.array(frame), fc.infiniteStream(fc.integer({ min: 1, max: 40 })), (frames, cuts) => {
        const read: Frame[] = [];
        const take = frameReader(
          () => longestCall,
          (each) => read.push(each),
        );
        let left = Buffer.concat(frames.map(written));
        for (const cut of cuts) {
          if (left.length === 0) break;
          take(left.subarray(0, cut));
          left = left.subarray(cut);
        }
        expect(read).toEqual(frames);
      }),
    );
  });

  it('that are longer than allowed are refused by their head, before any of them is kept', () => {
    const take = frameReader(
      () => 10,
      () => expect.fail('It was taken.'),
    );
    const head = jsonFrame({ text: 'longer than ten' }).subarray(0, 5);
    expect(() => take(head)).toThrow('26 bytes');
  });

  it('hold to the limit of the moment', () => {
    let limit = 100;
    const read: Frame[] = [];
    const take = frameReader(
      () => limit,
      (each) => {
        read.push(each);
        limit = 3;
      },
    );
    expect(() => take(Buffer.concat([jsonFrame('first'), jsonFrame('second')]))).toThrow('8 bytes');
    expect(read).toEqual([{ kind: 'json', value: 'first' }]);
  });
});
