import { stringify } from "csv-stringify/sync";
import { catalogue } from "@/lib/i18n";
import type { Locale } from "@/lib/i18n/locale";
import type { LinkRow } from "./mutations";
import type { BadLine, Sheet } from "./schema";
import { tellProblems } from "./telling";

/** The bad lines as they stood in the file, with what is wrong in a column of its own; once mended it can be loaded. */
export function badLinesCsv(
  locale: Locale,
  { header, delimiter, lines }: { header: string[]; delimiter: Sheet["delimiter"]; lines: BadLine[] },
): string {
  const { import: words } = catalogue(locale).admin;
  const width = Math.max(header.length, ...lines.map(({ cells }) => cells.length));
  const padded = (cells: string[]) => [...cells, ...Array<string>(width - cells.length).fill("")];
  const rows = lines.map(({ cells, problems }) => [...padded(cells), tellProblems(locale, words, problems).join(" ")]);
  return written([[...padded(header), words.wrongColumn], ...rows], delimiter);
}

export function linksCsv(locale: Locale, links: LinkRow[]): string {
  const { import: words } = catalogue(locale).admin;
  const { name, login, link } = words.linkColumns;
  return written([[name, login, link], ...links.map((row) => [row.name, row.login, row.link])], separators[locale]);
}

/** What a spreadsheet in this language takes for a separator when the file is opened by a double click. */
const separators: Record<Locale, string> = { en: ",", ru: ";" };

/** With a mark by which Excel knows UTF-8, and without what a spreadsheet would take for a formula. */
const written = (rows: string[][], delimiter: string): string =>
  stringify(rows, { bom: true, delimiter, escape_formulas: true });
