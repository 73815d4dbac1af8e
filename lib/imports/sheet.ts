import { type CsvError, type Info, parse } from "csv-parse/sync";
import { type AppError, type ErrorReason, fieldError } from "@/lib/errors";
import { importBytesMax, importLineCharsMax, importRowsMax } from "@/lib/limits";
import { cleanLine } from "@/lib/text";
import { type ColumnName, columnNames, type Sheet } from "./schema";

/**
 * Reads a list of people from the bytes of a CSV file as Excel and others save it: UTF-8 with or without a mark, UTF-16
 * or Windows-1251; commas, semicolons or tabs.
 * @throws AppError `invalid` or `too_large` at `file`, for a file that is no such list at all
 */
export function readSheet(bytes: Uint8Array): Sheet {
  if (bytes.byteLength > importBytesMax) throw wrong("fileTooLarge", "too_large");
  const { text: decoded, encoding } = decode(bytes);
  const text = decoded.replace(/^sep=(.)\r?\n/i, "\n");
  const delimiter = delimiterOf(text);
  const [head, ...lines] = recordsOf(text, delimiter);
  if (!head || lines.length === 0) throw wrong("listEmpty");
  if (lines.length > importRowsMax) throw wrong("listLong", "too_large");
  const header = head.cells.map(cleanLine);
  const { columns, unused } = columnsOf(header);
  return { encoding, delimiter, header, columns, unused, lines };
}

function decode(bytes: Uint8Array): { text: string; encoding: Sheet["encoding"] } {
  const [first, second] = bytes;
  if (first === 0x50 && second === 0x4b) throw wrong("fileIsExcel");
  if (first === 0xff && second === 0xfe) return { text: new TextDecoder("utf-16le").decode(bytes), encoding: "utf-16" };
  if (first === 0xfe && second === 0xff) return { text: new TextDecoder("utf-16be").decode(bytes), encoding: "utf-16" };
  if (bytes.includes(0)) throw wrong("fileNoText");
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), encoding: "utf-8" };
  } catch {
    // What is no UTF-8 was most likely saved by a Russian Excel; the page says that this is a guess.
    return { text: new TextDecoder("windows-1251").decode(bytes), encoding: "windows-1251" };
  }
}

/** The one that stands most often in the heading, outside quotation marks. */
function delimiterOf(text: string): Sheet["delimiter"] {
  const heading = /[^\r\n]+/.exec(text)?.[0]?.replace(/"[^"]*"/g, "") ?? "";
  const count = (sign: string) => heading.split(sign).length - 1;
  const signs = [",", ";", "\t"] as const;
  return signs.reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

function recordsOf(text: string, delimiter: string): { line: number; cells: string[] }[] {
  try {
    const found = parse(text, {
      delimiter,
      info: true,
      bom: true,
      trim: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: importLineCharsMax,
      to: importRowsMax + 2,
    }) as unknown as { record: string[]; info: Info }[];
    return found
      .filter(({ record }) => record.some((cell) => cell !== ""))
      .map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    const code = error instanceof Error ? (error as CsvError).code : "";
    throw wrong(code === "CSV_QUOTE_NOT_CLOSED" || code === "CSV_MAX_RECORD_SIZE" ? "fileQuotes" : "fileNoText");
  }
}

/** @throws AppError `invalid` at `file` where a column that everybody needs is missing, or stands there twice */
function columnsOf(header: string[]): Pick<Sheet, "columns" | "unused"> {
  const columns: Sheet["columns"] = {};
  const unused: string[] = [];
  for (const [place, heading] of header.entries()) {
    const name = columnNamed(heading);
    if (name === undefined) unused.push(...(isOfOurs(heading) ? [] : [heading]));
    else if (columns[name] === undefined) columns[name] = place;
    else throw wrong("columnTwice");
  }
  if (columns.name === undefined || columns.login === undefined || columns.email === undefined)
    throw wrong("columnsMissing");
  return { columns, unused };
}

const columnNamed = (heading: string): ColumnName | undefined => {
  const plain = plainly(heading);
  return columnNames.find((name) => headings[name].includes(plain));
};

/** What our own list of bad lines adds, so that a mended one can be loaded as it is. */
export const problemHeadings = { en: "what is wrong", ru: "что не так" } as const;
const isOfOurs = (heading: string) =>
  heading === "" || Object.values<string>(problemHeadings).includes(plainly(heading));

/** How people head their columns, in either language. */
const headings: Record<ColumnName, string[]> = {
  name: ["name", "full name", "display name", "имя", "фио", "имя и фамилия", "фамилия и имя", "сотрудник"],
  login: ["login", "username", "user name", "user", "логин", "имя пользователя", "пользователь"],
  email: ["email", "e-mail", "mail", "e-mail address", "email address", "почта", "эл. почта", "электронная почта"],
  role: ["role", "роль"],
  rooms: ["rooms", "room", "комнаты", "комната"],
};

export const plainly = (text: string): string => cleanLine(text).toLowerCase();

const wrong = (reason: ErrorReason, code: AppError["code"] = "invalid") => fieldError("file", reason, code);
