import { randomUUID } from 'node:crypto';

export interface Book {
  readonly isbn: string;
  readonly title: string;
  readonly author: string;
  readonly genre: Genre;
  readonly year: number;
  readonly copies: number;
}

export interface Loan {
  readonly id: string;
  readonly isbn: string;
  readonly borrower: string;
  readonly due: string;
  readonly returned: boolean;
}

export const genres = ['fiction', 'science', 'history', 'poetry'] as const;
export type Genre = (typeof genres)[number];

const shelf: readonly (readonly [
  isbn: string,
  title: string,
  author: string,
  genre: Genre,
  year: number,
  copies: number,
])[] = [
  ['9780000000019', 'The Lighthouse Ledger', 'Ines Calder', 'fiction', 1998, 3],
  ['9780000000026', 'A Field Guide to Rain', 'Tomas Birk', 'science', 2011, 2],
  ['9780000000033', 'Harbours of the North', 'Greta Olsen', 'history', 1976, 1],
  ['9780000000040', 'Small Hours', 'Yusuf Amadi', 'poetry', 2004, 4],
  ['9780000000057', 'The Tin Orchard', 'Mara Quill', 'fiction', 2019, 2],
  ['9780000000064', 'Currents and Coils', 'Hana Sato', 'science', 1989, 1],
  ['9780000000071', 'Letters from the Salt Road', 'Pavel Dorn', 'history', 2007, 2],
  ['9780000000088', 'Paper Weather', 'Lucia Fern', 'poetry', 2015, 1],
];

const day = 24 * 60 * 60 * 1000;

/** The books and loans of one run; it begins again with every start. */
export class Library {
  private readonly books = new Map<string, Book>(
    shelf.map(([isbn, title, author, genre, year, copies]) => [isbn, { isbn, title, author, genre, year, copies }]),
  );
  private readonly loans = new Map<string, Loan>();

  search(text: string, wanted: readonly string[]): Book[] {
    const sought = text.toLowerCase();
    return [...this.books.values()].filter(
      (book) =>
        (wanted.length === 0 || wanted.includes(book.genre)) &&
        `${book.title} ${book.author}`.toLowerCase().includes(sought),
    );
  }

  book(isbn: string): Book | undefined {
    return this.books.get(isbn);
  }

  put(book: Book): Book {
    this.books.set(book.isbn, book);
    return book;
  }

  removeBook(isbn: string): boolean {
    return this.books.delete(isbn);
  }

  openLoansOf(isbn: string): Loan[] {
    return this.allLoans().filter((loan) => loan.isbn === isbn && !loan.returned);
  }

  allLoans(): Loan[] {
    return [...this.loans.values()];
  }

  lend(isbn: string, borrower: string, days: number): Loan {
    const due = new Date(Date.now() + days * day).toISOString().slice(0, 10);
    const loan = { id: randomUUID(), isbn, borrower, due, returned: false };
    this.loans.set(loan.id, loan);
    return loan;
  }

  giveBack(id: string): Loan | undefined {
    const loan = this.loans.get(id);
    if (loan === undefined) return undefined;
    const back = { ...loan, returned: true };
    this.loans.set(id, back);
    return back;
  }
}
