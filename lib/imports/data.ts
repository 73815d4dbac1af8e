import { and, desc, eq, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { jobs, persons } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { mayAdminister } from "@/lib/access/policy";
import { forbidden, notFound } from "@/lib/errors";
import { badLinesShown, importSampleMax, importsListed } from "@/lib/limits";
import type { BadLine, ImportProgress, ImportView, Sheet } from "./schema";
import { badLineSchema, newPersonSchema } from "./schema";

/** The last lists, newest first, at most `importsListed`. */
export async function listImports(actor: Actor): Promise<ImportView[]> {
  if (!mayAdminister(actor)) throw forbidden();
  const rows = await select().where(isImport).orderBy(desc(jobs.id)).limit(importsListed);
  return rows.map((row) => present(row, actor));
}

/** @throws AppError `forbidden`, `not_found` */
export async function getImport(actor: Actor, id: number): Promise<ImportView> {
  if (!mayAdminister(actor)) throw forbidden();
  const [row] = await select()
    .where(and(eq(jobs.id, id), isImport))
    .limit(1);
  if (!row) throw notFound();
  return present(row, actor);
}

/** How far it is, for a page that looks on; the primary key serves it. @throws AppError `forbidden`, `not_found` */
export async function importProgress(actor: Actor, id: number): Promise<ImportProgress> {
  if (!mayAdminister(actor)) throw forbidden();
  const [row] = await database()
    .select({ state: jobs.state, done: jobs.doneCount, total: jobs.totalCount })
    .from(jobs)
    .where(and(eq(jobs.id, id), isImport))
    .limit(1);
  if (!row) throw notFound();
  return row;
}

/** A page of the lines that cannot be taken, in the order of the file. @throws AppError `forbidden`, `not_found` */
export async function badLines(actor: Actor, id: number, from = 0, limit = badLinesShown): Promise<BadLine[]> {
  return (await badSheet(actor, id)).lines.slice(from, from + limit);
}

/** All of them, as they stood in the file. @throws AppError `forbidden`, `not_found` */
export async function badSheet(
  actor: Actor,
  id: number,
): Promise<{ header: string[]; delimiter: Sheet["delimiter"]; lines: BadLine[] }> {
  if (!mayAdminister(actor)) throw forbidden();
  const [row] = await database()
    .select({
      bad: badColumn,
      header: sql<string[] | null>`payload->'header'`,
      delimiter: sql<string>`payload->>'delimiter'`,
    })
    .from(jobs)
    .where(and(eq(jobs.id, id), isImport))
    .limit(1);
  if (!row) throw notFound();
  const delimiter = row.delimiter === ";" || row.delimiter === "\t" ? row.delimiter : ",";
  return { header: row.header ?? [], delimiter, lines: badLineSchema.array().parse(row.bad ?? []) };
}

const isImport = eq(jobs.kind, "import");
/** Of a draft those of the file; of a list that failed those that were overtaken. */
const badColumn = sql<unknown>`case when state = 'draft' then payload->'bad' else result->'bad' end`;

const countOfRole = (role: "owner" | "admin") =>
  sql<number>`jsonb_array_length(jsonb_path_query_array(payload, ${`$.good[*] ? (@.role == "${role}")`}::jsonpath))`;

const select = () =>
  database()
    .select({
      id: jobs.id,
      state: jobs.state,
      done: jobs.doneCount,
      total: jobs.totalCount,
      problem: jobs.problem,
      createdAt: jobs.createdAt,
      finishedAt: jobs.finishedAt,
      createdBy: jobs.createdBy,
      maker: persons.displayName,
      // Counted where they lie: a payload may be megabytes.
      badCount: sql<number>`coalesce(jsonb_array_length(case when state = 'draft' then payload->'bad' else result->'bad' end), 0)`,
      unused: sql<string[] | null>`payload->'unused'`,
      isGuessed: sql<boolean>`coalesce(payload->>'encoding' = 'windows-1251', false)`,
      sample: sql<unknown>`case when state = 'draft' then jsonb_path_query_array(payload, ${`$.good[0 to ${importSampleMax - 1}]`}::jsonpath) end`,
      owners: countOfRole("owner"),
      admins: countOfRole("admin"),
      letters: sql<number>`coalesce((result->>'letters')::int, 0)`,
      hasLinks: sql<boolean>`coalesce(result ? 'sealedLinks', false)`,
    })
    .from(jobs)
    .leftJoin(persons, eq(persons.id, jobs.createdBy));

type Row = Awaited<ReturnType<typeof select>>[number];

const present = (row: Row, actor: Actor): ImportView => ({
  id: row.id,
  state: row.state,
  done: row.done,
  total: row.total,
  created_at: row.createdAt.toISOString(),
  finished_at: row.finishedAt?.toISOString() ?? null,
  created_by: row.maker ?? "",
  bad_count: row.badCount,
  unused: row.unused ?? [],
  is_guessed: row.isGuessed,
  sample: newPersonSchema
    .array()
    .parse(row.sample ?? [])
    .map(({ name, username, email, role }) => ({ name, login: username, email, role })),
  owners: row.state === "draft" ? row.owners : 0,
  admins: row.state === "draft" ? row.admins : 0,
  letters: row.letters,
  is_mine: row.createdBy === actor.personId,
  has_links: row.hasLinks && row.createdBy === actor.personId,
  problem: row.problem.split(" ")[0] ?? "",
});
