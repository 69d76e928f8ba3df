import type { Overview } from './queries.ts';

export interface Attention {
  count: number;
  title: string;
  text: string;
  tone: 'warn' | 'bad';
  /** The list, filtered to what the card counts. */
  to: string;
}

/** What needs a person, the worst first; nothing where all is well. */
export function attention({ integrations, failing, refused }: Overview): Attention[] {
  const errors = failing.data?.total ?? 0;
  const broken = refused.data?.total ?? 0;
  const unconnected = Math.max(0, (integrations.data?.attention ?? 0) - errors);
  const cards: Attention[] = [
    {
      count: errors,
      title: counted(errors, 'integration fails', 'integrations fail'),
      text: 'The last check did not succeed.',
      tone: 'bad',
      to: '/integrations?status=error',
    },
    {
      count: broken,
      title: counted(broken, 'connection is refused', 'connections are refused'),
      text: 'The key was refused, or cannot be read. Replace it.',
      tone: 'bad',
      to: '/connections?state=refused&state=failing&state=missing',
    },
    {
      count: unconnected,
      title: counted(unconnected, 'integration needs a connection', 'integrations need a connection'),
      text: 'They ask for authentication, and there is no connection yet.',
      tone: 'warn',
      to: '/integrations?attention=1',
    },
  ];
  return cards.filter(({ count }) => count > 0);
}

function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
