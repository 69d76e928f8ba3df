export { settingsHandlers } from './handlers.ts';
export { readSettings, readValue, type SettingsDeps, writeValue } from './service.ts';
