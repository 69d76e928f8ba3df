import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byTag, shareOf, toggled, untagged } from './operationChoice.ts';

const keys = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 20 });

describe('byTag', () => {
  it('lists an operation under each of its tags, and those without one apart', () => {
    const operations = [
      { key: 'GET /repos', tags: ['repos', 'public'] },
      { key: 'GET /status', tags: [] },
      { key: 'POST /repos', tags: ['repos'] },
    ];
    expect(byTag(operations)).toEqual([
      { name: 'repos', keys: ['GET /repos', 'POST /repos'] },
      { name: 'public', keys: ['GET /repos'] },
      { name: untagged, keys: ['GET /status'] },
    ]);
  });
});

describe('toggled and shareOf', () => {
  it('selecting all of a tag makes its share all, and selecting none makes it none', () => {
    fc.assert(
      fc.property(keys, keys, (chosen, tag) => {
        fc.pre(tag.length > 0);
        expect(shareOf(toggled(new Set(chosen), tag, true), tag)).toBe('all');
        expect(shareOf(toggled(new Set(chosen), tag, false), tag)).toBe('none');
      }),
    );
  });

  it('leaves what is outside of the tag as it was', () => {
    fc.assert(
      fc.property(keys, keys, fc.boolean(), (chosen, tag, on) => {
        const outside = (key: string) => !tag.includes(key);
        expect([...toggled(new Set(chosen), tag, on)].filter(outside)).toEqual(chosen.filter(outside));
      }),
    );
  });

  it('says some where a part of a tag is chosen', () => {
    expect(shareOf(new Set(['a']), ['a', 'b'])).toBe('some');
  });
});
