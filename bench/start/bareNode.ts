import { createServer } from 'node:http';
import Database from 'better-sqlite3';

// The least that any program of this kind must do: open the store and listen.
const sqlite = new Database(process.argv[2] ?? '');
sqlite.pragma('journal_mode = WAL');
const server = createServer((_request, response) => {
  response.end(String(sqlite.prepare('SELECT count(*) FROM tenants').pluck().get()));
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(JSON.stringify({ address: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` }));
});
