import { Anchor, Badge, Button, Menu, Tabs, Text, TextInput } from '@mantine/core';
import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { expectAccessible, show } from '#test/page/show.tsx';

it('has buttons that can be read in every look that the pages use', async () => {
  const looks: [variant: string, color: string][] = [
    ['filled', 'indigo'],
    ['filled', 'red'],
    ['light', 'indigo'],
    ['subtle', 'indigo'],
    ['subtle', 'red'],
    ['subtle', 'gray'],
    ['outline', 'red'],
    ['default', 'indigo'],
  ];
  await show(
    looks.map(([variant, color]) => (
      <Button key={`${variant} ${color}`} variant={variant} color={color}>
        {variant} {color}
      </Button>
    )),
  );
  await expectAccessible();
  for (const [variant, color] of looks) {
    await page.getByRole('button', { name: `${variant} ${color}` }).hover();
    await expectAccessible();
  }
});

it('has badges that can be read', async () => {
  const colors = ['indigo', 'orange', 'red', 'gray'];
  await show(
    colors.map((color) => (
      <Badge key={color} size="sm" variant="light" color={color}>
        {color}
      </Badge>
    )),
  );
  await expectAccessible();
});

it('has texts, links and fields that can be read', async () => {
  await show(
    <>
      <Text c="dimmed" size="sm">
        Dimmed
      </Text>
      <Text c="var(--mantine-color-error)" size="sm">
        Wrong
      </Text>
      <Anchor href="/elsewhere" size="sm">
        Elsewhere
      </Anchor>
      <TextInput
        label="Name"
        description="What it is called"
        placeholder="Depot key"
        error="A name is needed."
        required
      />
      <Tabs defaultValue="a">
        <Tabs.List>
          <Tabs.Tab value="a">Chosen</Tabs.Tab>
          <Tabs.Tab value="b">Other</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="a">A</Tabs.Panel>
        <Tabs.Panel value="b">B</Tabs.Panel>
      </Tabs>
    </>,
  );
  await expectAccessible();
});

it('has menus that can be read, also what deletes', async () => {
  await show(
    <Menu>
      <Menu.Target>
        <Button>More</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Things</Menu.Label>
        <Menu.Item>Rename</Menu.Item>
        <Menu.Item color="var(--mantine-color-error)">Delete</Menu.Item>
      </Menu.Dropdown>
    </Menu>,
  );
  await page.getByRole('button', { name: 'More' }).click();
  await expect.element(page.getByRole('menuitem', { name: 'Delete' })).toBeVisible();
  await expectAccessible();
  await page.getByRole('menuitem', { name: 'Delete' }).hover();
  await expectAccessible();
});
