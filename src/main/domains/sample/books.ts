import { type Answer, ok, problem } from './answer.ts';
import { bookChange, bookQuery, check, newBook } from './input.ts';
import type { Book } from './library.ts';
import type { Call, Route } from './route.ts';

export const bookRoutes: readonly Route[] = [
  { method: 'GET', path: '/books', access: 'optional', run: list },
  { method: 'POST', path: '/books', access: 'key', run: add },
  { method: 'GET', path: '/books/{isbn}', access: 'open', run: read },
  { method: 'PATCH', path: '/books/{isbn}', access: 'key', run: change },
  { method: 'DELETE', path: '/books/{isbn}', access: 'key', run: remove },
];

/** Who shows the key sees the number of copies as well. */
function list({ library, query, known }: Call): Answer {
  const input = check(bookQuery, Object.fromEntries(query));
  if ('answer' in input) return input.answer;
  const { q, sort, page, per_page } = input.value;
  const found = library.search(q, query.getAll('genre')).sort((a, b) => (a[sort] < b[sort] ? -1 : 1));
  const books = found.slice((page - 1) * per_page, page * per_page);
  const total = found.length;
  return ok(
    { books: known ? books : books.map(withoutCopies), page, per_page, total },
    { 'x-total-count': String(total) },
  );
}

function withoutCopies({ copies: _copies, ...rest }: Book): Omit<Book, 'copies'> {
  return rest;
}

function add({ library, body }: Call): Answer {
  const input = check(newBook, body);
  if ('answer' in input) return input.answer;
  if (library.book(input.value.isbn)) return problem(409, 'Conflict', 'A book with this ISBN stands here already.');
  const book = library.put(input.value);
  return { status: 201, json: book, headers: { location: `/books/${book.isbn}` } };
}

function read({ library, path }: Call): Answer {
  const book = library.book(path.isbn ?? '');
  return book ? ok(book) : missing();
}

function change({ library, path, body }: Call): Answer {
  const book = library.book(path.isbn ?? '');
  if (!book) return missing();
  const input = check(bookChange, body);
  if ('answer' in input) return input.answer;
  const {
    title = book.title,
    author = book.author,
    genre = book.genre,
    year = book.year,
    copies = book.copies,
  } = input.value;
  return ok(library.put({ ...book, title, author, genre, year, copies }));
}

function remove({ library, path }: Call): Answer {
  const isbn = path.isbn ?? '';
  if (library.openLoansOf(isbn).length > 0) return problem(409, 'Conflict', 'The book is lent.');
  return library.removeBook(isbn) ? { status: 204 } : missing();
}

const missing = () => problem(404, 'Not found', 'No book has this ISBN.');
