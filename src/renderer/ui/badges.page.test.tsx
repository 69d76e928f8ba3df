import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { expectAccessible, show } from '#test/page/show.tsx';
import { StatusBadge, type Tone } from './badges.tsx';

it('says a status in a word, which is readable in every tone', async () => {
  const tones: Tone[] = ['good', 'bad', 'warn', 'info', 'idle'];
  await show(tones.map((tone) => <StatusBadge key={tone} tone={tone} label={`Is ${tone}`} reason="Since yesterday" />));
  for (const tone of tones) await expect.element(page.getByText(`Is ${tone}`)).toBeVisible();
  await expectAccessible();
});
