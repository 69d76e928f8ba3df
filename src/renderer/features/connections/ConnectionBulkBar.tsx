import { Button } from '@mantine/core';
import { IconStethoscope, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { connectionId } from '#contract/common.ts';
import { counted } from '#core/counted.ts';
import { useMay } from '#renderer/session/session.ts';
import { BulkBar } from '#renderer/ui/listPage/index.ts';
import { checkConnections, removeConnections } from './useConnectionActions.ts';

interface ConnectionBulkBarProps {
  chosen: ReadonlySet<string>;
  onClear: () => void;
}

/** What can be done with all chosen connections. */
export function ConnectionBulkBar({ chosen, onClear }: ConnectionBulkBarProps) {
  const [checked, setChecked] = useState<number | null>(null);
  const may = useMay('editor');
  const icon = { size: 15, 'aria-hidden': true } as const;
  const ids = () => [...chosen].map((id) => connectionId.parse(id));
  const check = async () => {
    setChecked(0);
    await checkConnections(ids(), setChecked);
    setChecked(null);
  };
  const remove = async () => {
    if (await removeConnections(ids())) onClear();
  };
  const running = checked !== null;
  return (
    <BulkBar label="Selected connections" chosen={`${counted(chosen.size, 'connection')} selected`} onClear={onClear}>
      <Button
        variant="default"
        disabled={!may || running}
        leftSection={<IconStethoscope {...icon} />}
        onClick={() => void check()}
      >
        {running ? `Checking ${checked.toLocaleString('en')} of ${chosen.size.toLocaleString('en')}` : 'Check'}
      </Button>
      <Button
        variant="outline"
        color="red"
        disabled={!may || running}
        leftSection={<IconTrash {...icon} />}
        onClick={() => void remove()}
      >
        Delete
      </Button>
    </BulkBar>
  );
}
