import { expect, test } from 'vitest';
import { type Role, role, tenantId, userId } from '#contract/common.ts';
import { type Actor, notFound, requireRole } from './actor.ts';

const id = '00000000-0000-4000-8000-000000000001';
const common = { userId: userId.parse(id), tenantId: tenantId.parse(id), name: 'Ada' };
const kinds: ((own: Role) => Actor)[] = [
  (own) => ({ ...common, kind: 'person', role: own }),
  (own) => ({ ...common, kind: 'apiKey', keyId: 'k', role: own }),
  (own) => ({ ...common, kind: 'system', role: own }),
];

/** Each role may do what those before it may. */
const ascending: readonly Role[] = ['viewer', 'editor', 'admin'];

test.each(ascending.flatMap((own) => ascending.map((needed) => [own, needed] as const)))(
  'whether a %s may do what needs a %s, whoever calls',
  (own, needed) => {
    expect(role.options.toSorted()).toEqual(ascending.toSorted());
    for (const actorOf of kinds) {
      const attempt = () => requireRole(actorOf(own), needed);
      if (ascending.indexOf(own) >= ascending.indexOf(needed)) expect(attempt).not.toThrow();
      else
        expect(attempt).toThrow(
          expect.objectContaining({
            code: 'FORBIDDEN',
            status: 403,
            message: expect.stringMatching(new RegExp(`needs the role ${needed}; you are ${own}`)),
            data: { kept: 'Nothing was changed.', todo: expect.stringContaining('admin') },
          }),
        );
    }
  },
);

test('what does not exist is answered by its name, and with a way on', () => {
  expect(notFound('The job')).toMatchObject({
    code: 'NOT_FOUND',
    status: 404,
    message: 'The job does not exist in this tenant.',
    data: { todo: expect.stringContaining('list') },
  });
});
