import { isLightColor } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { colorOf } from '#renderer/entities/environment/environments.ts';
import { useWorkbench } from '../workbench.ts';
import classes from './environments.module.css';

/** Says above the request that it goes to a production environment, in its colour. */
export function ProductionBand() {
  const { environment } = useWorkbench();
  if (environment === null || !environment.isProduction) return null;
  const background = colorOf(environment);
  return (
    <div className={classes.band} style={{ background, color: isLightColor(background) ? '#000' : '#fff' }}>
      <IconAlertTriangle size={14} aria-hidden />
      <strong>Production</strong>
      <span className={classes.bandName}>{environment.name}</span>
    </div>
  );
}
