import { stringify } from "csv-stringify/sync";
import type { Actor } from "@/lib/access/actor";
import { mayAdminister } from "@/lib/access/policy";
import { readSession } from "@/lib/auth/sessions";
import { unauthenticated } from "@/lib/errors";
import type { AdminWords } from "@/lib/i18n/en";
import { journalExportBatch } from "@/lib/limits";
import { readJournal } from "./data";
import type { AskJournal, EntryView } from "./schema";
import { changesOf, doerOf, sentenceOf } from "./sentences";

/**
 * The journal as CSV (RFC 4180), piece by piece and the newest entry first. What a spreadsheet would take for a formula
 * is marked as text, and a mark at the start says that it is UTF-8.
 * @throws AppError `forbidden` with the first piece, `unauthenticated` with a later one once the session is over
 */
export async function* journalCsv(
  actor: Actor,
  words: AdminWords["journal"],
  input: Omit<AskJournal, "cursor" | "limit">,
): AsyncGenerator<string> {
  let page = await readJournal(actor, { ...input, limit: journalExportBatch });
  const lines = inColumns(actor.locale);
  yield `\ufeff${lines([headings(words)])}`;
  for (;;) {
    await requireStillThere(actor);
    yield lines(page.items.map((entry) => cellsOf(actor, words, entry)));
    if (page.next_cursor === null) return;
    page = await readJournal(actor, { ...input, cursor: page.next_cursor, limit: journalExportBatch });
  }
}

/** A slow reader may take hours: whoever was put out meanwhile gets no further piece. */
async function requireStillThere(actor: Actor): Promise<void> {
  const now = await readSession(actor.sessionId);
  if (!now || now.mustSecure || !mayAdminister(now)) throw unauthenticated();
}

/** As spreadsheets of the language expect it: where a comma parts decimals, a semicolon parts columns. */
const inColumns =
  (locale: Actor["locale"]) =>
  (rows: (string | number)[][]): string =>
    stringify(rows, { escape_formulas: true, record_delimiter: "windows", delimiter: locale === "ru" ? ";" : "," });

const headings = ({ columns, filters }: AdminWords["journal"]): string[] => [
  columns.number,
  columns.at,
  columns.who,
  columns.login,
  columns.what,
  columns.changes,
  columns.action,
  filters.whom,
  filters.room,
  columns.where,
  filters.outcome,
  columns.hash,
];

const cellsOf = (actor: Actor, words: AdminWords["journal"], entry: EntryView): (string | number)[] => [
  entry.number ?? "",
  entry.at,
  doerOf(words, entry),
  entry.actor?.username ?? "",
  sentenceOf(actor.locale, words, entry),
  changesOf(actor.locale, words, entry).join("; "),
  entry.action,
  entry.person?.username ?? "",
  entry.room?.name ?? "",
  entry.address,
  words.outcomes[entry.outcome],
  entry.hash ?? "",
];
