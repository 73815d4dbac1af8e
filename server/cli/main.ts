import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Env, parseEnv } from "@/lib/env";
import { StartProblem } from "@/server/supervisor/problem";
import type { Stores } from "./stores";

type Command = (args: string[], env: Env, root: string) => Promise<number>;

const commands: Record<string, Command> = { "journal:verify": verifyJournal, backup, restore };

const usage = `Commands:
  npm run journal:verify [-- --head NUMBER:HASH]   follows the journal's chain from its first entry to its last
  npm run backup -- FOLDER                         writes the whole company into a new folder
  npm run restore -- FOLDER [--replace]            puts a backup back`;

/**
 * A command for whoever runs the server.
 * @param root the folder of the product's own files
 * @returns the exit code: 0 done, 1 not, 2 not understood
 */
export async function run([name = "", ...args]: string[], root: string): Promise<number> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) return misunderstood();
  try {
    return await command(args, parseEnv(process.env), root);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    // What Node says of an argument that it does not know.
    return error instanceof TypeError && "code" in error ? misunderstood() : 1;
  }
}

function misunderstood(): number {
  console.error(usage);
  return 2;
}

async function verifyJournal(args: string[], env: Env, root: string): Promise<number> {
  const { values } = parseArgs({ args, options: { head: { type: "string" } } });
  const head = values.head === undefined ? undefined : readHead(values.head);
  if (head === null) return misunderstood();
  return inInstallation(env, root, async () => {
    const { verifyChain } = await import("@/lib/journal/chain");
    const { tellVerdict } = await import("./verdict");
    return tellVerdict(await verifyChain(head), head, console.log);
  });
}

function readHead(text: string): { number: number; hash: string } | null {
  const [, number, hash = ""] = /^(\d{1,15}):([0-9a-fA-F]{64})$/.exec(text) ?? [];
  return number === undefined ? null : { number: Number(number), hash: hash.toLowerCase() };
}

async function backup(args: string[], env: Env, root: string): Promise<number> {
  const { positionals } = parseArgs({ args, allowPositionals: true });
  const [target] = positionals;
  if (target === undefined || positionals.length > 1) return misunderstood();
  const now = new Date();
  return inInstallation(env, root, async ({ url, data }) => {
    const { backUp, keptSecret } = await import("./backup");
    const kept = env.STAFFROOM_SECRET ? null : await keptSecret(data);
    const secret = { value: env.STAFFROOM_SECRET ?? kept ?? "", isKept: kept !== null };
    const manifest = await backUp({ url, data, target, secret, now });
    const { leaveWord } = await import("./word");
    await leaveWord("workspace.backed_up", manifest);
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    console.log(
      `${manifest.company}: ${rows} rows of ${manifest.tables.length} tables and ${manifest.files.length} files`,
    );
    console.log(`are in ${resolve(target)}`);
    if (env.S3_BUCKET) console.log(filesElsewhere(env.S3_BUCKET));
    console.log(
      secret.isKept
        ? "It holds everything that was said, and the secret of this installation: keep it where nobody else reads."
        : "It holds everything that was said: keep it where nobody else reads. STAFFROOM_SECRET is not in it: keep that too.",
    );
    return 0;
  });
}

async function restore(args: string[], env: Env, root: string): Promise<number> {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { replace: { type: "boolean", default: false } },
  });
  const [source] = positionals;
  if (source === undefined || positionals.length > 1) return misunderstood();
  const { readManifest, restore: putBack, restoreSecret } = await import("./restore");
  // Before a database is made for it.
  await readManifest(source);
  const { openForRestore } = await import("./stores");
  return withStores(await openForRestore(env, root), async ({ url, data }) => {
    const migrations = join(root, "drizzle");
    const manifest = await putBack({ url, data, source, migrations, replace: values.replace });
    const opens = await restoreSecret(source, data, manifest, env.STAFFROOM_SECRET);
    const { leaveWord } = await import("./word");
    await leaveWord("workspace.restored", manifest);
    console.log(`${manifest.company} is back as it was at ${manifest.made_at}. Everybody signs in anew.`);
    console.log(newCodes);
    if (env.S3_BUCKET) console.log(filesElsewhere(env.S3_BUCKET));
    if (!opens) console.log(otherSecret);
    return 0;
  });
}

const filesElsewhere = (bucket: string) =>
  `The files of messages lie in the bucket "${bucket}" and are no part of a backup: keep copies of the bucket, too.`;

const newCodes =
  "Recovery codes are void: whoever has a second factor needs new ones. Letters and imports that were not done then are dropped.";

const otherSecret =
  "The secret is another one than the backup's: second factors and the company's provider have to be set up anew, or start with the secret of then in STAFFROOM_SECRET.";

async function inInstallation(env: Env, root: string, work: (stores: Stores) => Promise<number>): Promise<number> {
  const { openStores } = await import("./stores");
  return withStores(await openStores(env, root), work);
}

/** A database that was started for this is stopped again, whatever comes between. */
async function withStores(stores: Stores, work: (stores: Stores) => Promise<number>): Promise<number> {
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void stores.close().finally(() => process.exit(1)));
  const { closeDatabase, sqlState } = await import("@/db/client");
  try {
    nameStores(stores);
    return await work(stores);
  } catch (error) {
    if (sqlState(error) !== undefinedTable) throw error;
    throw new StartProblem("The database is empty: start Staffroom once, or put a backup back.");
  } finally {
    await closeDatabase();
    await stores.close();
  }
}

/** PostgreSQL's code for a table that is not there. */
const undefinedTable = "42P01";

/** What the verbs read of the environment, when they first do. */
function nameStores({ url, data }: Stores): void {
  Object.assign(process.env, { DATABASE_URL: url, STAFFROOM_DATA: data });
}
