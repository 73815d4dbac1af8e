import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { writePrivately } from "../data";
import { StartProblem } from "../problem";
import { type Account, databaseAccount, mayPass } from "./account";

const placeSchema = z.object({ folder: z.string(), password: z.string().min(16), made: z.boolean() });

/** Where the embedded database lies, as whom it runs and what opens it. */
export interface Place extends z.infer<typeof placeSchema> {
  account: Account | undefined;
}

const passwordBytes = 24;
const elsewhere = "/var/lib/staffroom";

/**
 * The place is decided once and written down: were it decided anew at each start, a change of rights on some folder
 * would look like an empty company.
 */
export function databasePlace(data: string): Place {
  const place = readPlace(data) ?? newPlace(data);
  if (place.made && !existsSync(join(place.folder, "PG_VERSION")))
    throw new StartProblem(
      `The company's database in ${place.folder} is gone or out of reach: put it back, or start with another folder in STAFFROOM_DATA.`,
    );
  return { ...place, account: databaseAccount(place.folder) };
}

export function rememberPlace(data: string, place: Omit<Place, "account">): void {
  const { password, made } = place;
  const inside = place.folder === join(data, "postgres");
  // By its name alone when it lies inside: a data folder that is moved or copied takes its own database along.
  const folder = inside ? "postgres" : place.folder;
  writePrivately(recordFile(data), `${JSON.stringify({ folder, password, made }, null, 2)}\n`);
}

function readPlace(data: string): Omit<Place, "account"> | undefined {
  const file = recordFile(data);
  if (!existsSync(file)) return undefined;
  const parsed = placeSchema.safeParse(parseJson(readFileSync(file, "utf8")));
  if (!parsed.success) throw new StartProblem(`${file} is damaged: restore it from a backup.`);
  return { ...parsed.data, folder: resolve(data, parsed.data.folder) };
}

function newPlace(data: string): Omit<Place, "account"> {
  const inside = join(data, "postgres");
  const account = databaseAccount(inside);
  const folder = account && !mayPass(dirname(inside), account) ? join(elsewhere, fingerprint(data)) : inside;
  const place = { folder, password: randomBytes(passwordBytes).toString("base64url"), made: false };
  rememberPlace(data, place);
  return place;
}

const recordFile = (data: string) => join(data, "database.json");
const fingerprint = (data: string) => createHash("sha256").update(data).digest("hex").slice(0, 12);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
