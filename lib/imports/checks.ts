import type { Actor } from "@/lib/access/actor";
import { mayGrantRole } from "@/lib/access/policy";
import { importRoomsPerPersonMax } from "@/lib/limits";
import { displayNameSchema, emailSchema, usernameSchema } from "@/lib/people/schema";
import { usernameSkeleton } from "@/lib/text";
import type { BadLine, ColumnName, LineProblem, NewPerson, Sheet, SheetLine } from "./schema";
import { plainly } from "./sheet";

/** What the company has already, as far as a list can clash with it. */
export interface Facts {
  /** User names by their skeletons. */
  usernames: Map<string, string>;
  emails: Set<string>;
  /** Rooms by their names in small letters. */
  rooms: Map<string, { id: number; archived: boolean }[]>;
}

export interface Checked {
  good: NewPerson[];
  bad: BadLine[];
}

type Who = Pick<Actor, "role" | "active">;
type Cells = Record<ColumnName, string>;

/** Every line is either somebody who can be taken or has all of its problems named. */
export function checkSheet(sheet: Sheet, facts: Facts, actor: Who): Checked {
  const seen: Seen = { logins: new Map(), emails: new Map() };
  const good: NewPerson[] = [];
  const bad: BadLine[] = [];
  for (const { line, cells } of sheet.lines) {
    const problems: LineProblem[] = [];
    const person = readLine(sheet, { line, cells }, facts, actor, seen, problems);
    if (person && problems.length === 0) good.push(person);
    else bad.push({ line, cells, problems });
  }
  return { good, bad };
}

/** Which line of the list was the first to use a name or an address. */
interface Seen {
  logins: Map<string, { line: number; login: string }>;
  emails: Map<string, number>;
}

function readLine(
  sheet: Sheet,
  { line, cells }: SheetLine,
  facts: Facts,
  actor: Who,
  seen: Seen,
  problems: LineProblem[],
): NewPerson | null {
  if (cells.length !== sheet.header.length) {
    problems.push({ code: "columnsWrong", params: { wanted: sheet.header.length, n: cells.length } });
    return null;
  }
  const texts = textsOf(sheet, cells);
  const name = readName(texts.name, problems);
  const username = readLogin(texts.login, line, facts, seen, problems);
  const email = readEmail(texts.email, line, facts, seen, problems);
  const role = readRole(texts.role, actor, problems);
  const roomIds = readRooms(texts.rooms, facts, problems);
  return name && username && email && role ? { line, name, username, email, role, roomIds } : null;
}

const textsOf = ({ columns }: Sheet, cells: string[]): Cells => {
  const text = (name: ColumnName) => cells[columns[name] ?? -1]?.trim() ?? "";
  return { name: text("name"), login: text("login"), email: text("email"), role: text("role"), rooms: text("rooms") };
};

function readName(text: string, problems: LineProblem[]): string | null {
  const parsed = displayNameSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  problems.push({ code: parsed.error.issues[0]?.message === "nameTooLong" ? "nameLong" : "nameMissing" });
  return null;
}

function readLogin(text: string, line: number, facts: Facts, seen: Seen, problems: LineProblem[]): string | null {
  if (text === "") problems.push({ code: "loginMissing" });
  const parsed = usernameSchema.safeParse(text.replace(/^@/, ""));
  if (!parsed.success) {
    if (text !== "") problems.push({ code: "loginShape", params: { login: shortened(text) } });
    return null;
  }
  const login = parsed.data;
  const skeleton = usernameSkeleton(login);
  const taken = facts.usernames.get(skeleton);
  if (taken !== undefined) problems.push({ code: "loginTaken", params: { login, other: taken } });
  const before = seen.logins.get(skeleton);
  if (before) problems.push({ code: "loginTwice", params: { login, other: before.login, line: before.line } });
  else seen.logins.set(skeleton, { line, login });
  return login;
}

function readEmail(text: string, line: number, facts: Facts, seen: Seen, problems: LineProblem[]): string | null {
  if (text === "") problems.push({ code: "emailMissing" });
  const parsed = emailSchema.safeParse(text);
  if (!parsed.success) {
    if (text !== "") problems.push({ code: "emailShape", params: { email: shortened(text) } });
    return null;
  }
  const email = parsed.data;
  if (facts.emails.has(email)) problems.push({ code: "emailTaken", params: { email } });
  const before = seen.emails.get(email);
  if (before !== undefined) problems.push({ code: "emailTwice", params: { email, line: before } });
  else seen.emails.set(email, line);
  return email;
}

/** Left out, an employee. */
function readRole(text: string, actor: Who, problems: LineProblem[]): NewPerson["role"] | null {
  const role = text === "" ? "member" : roleNames.get(plainly(text));
  if (role === undefined) problems.push({ code: "roleUnknown", params: { role: shortened(text) } });
  else if (!mayGrantRole(actor, role)) problems.push({ code: "roleAbove", params: { role: text } });
  return role ?? null;
}

/** In either language. Bots are no people. */
const roleNames = new Map<string, NewPerson["role"]>([
  ...["member", "employee", "user", "сотрудник", "участник", "пользователь"].map((name) => [name, "member"] as const),
  ...["guest", "гость"].map((name) => [name, "guest"] as const),
  ...["admin", "administrator", "админ", "администратор"].map((name) => [name, "admin"] as const),
  ...["owner", "владелец"].map((name) => [name, "owner"] as const),
]);

/** Names with `|` or `,` between them; a room's own name may hold a comma. */
function readRooms(text: string, facts: Facts, problems: LineProblem[]): number[] {
  const pieces = text.split("|").flatMap((piece) => (facts.rooms.has(plainly(piece)) ? [piece] : piece.split(",")));
  const names = [...new Set(pieces.map(plainly))].filter((name) => name !== "");
  if (names.length > importRoomsPerPersonMax) {
    problems.push({ code: "roomsMany", params: { n: importRoomsPerPersonMax } });
    return [];
  }
  return names.flatMap((name) => {
    const [found, other] = facts.rooms.get(name)?.filter((room) => !room.archived) ?? [];
    if (found && !other) return [found.id];
    const code = other ? "roomAmbiguous" : facts.rooms.has(name) ? "roomArchived" : "roomUnknown";
    problems.push({ code, params: { room: shortened(name) } });
    return [];
  });
}

/** What has come between since the lines were found good: no line may be taken unless all can be. */
export function checkAgain(people: NewPerson[], facts: Facts, actor: Who): BadLine[] {
  const open = new Set([...facts.rooms.values()].flat().flatMap((room) => (room.archived ? [] : [room.id])));
  return people.flatMap(({ line, name, username, email, role, roomIds }) => {
    const problems: LineProblem[] = [];
    const other = facts.usernames.get(usernameSkeleton(username));
    if (other !== undefined) problems.push({ code: "loginTaken", params: { login: username, other } });
    if (facts.emails.has(email)) problems.push({ code: "emailTaken", params: { email } });
    if (!mayGrantRole(actor, role)) problems.push({ code: "roleAbove", params: { role } });
    if (roomIds.some((id) => !open.has(id))) problems.push({ code: "roomGone" });
    return problems.length > 0 ? [{ line, cells: [name, username, email], problems }] : [];
  });
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
