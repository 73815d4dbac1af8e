import { randomUUID } from "node:crypto";
import { createWriteStream, existsSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeStream } from "node:stream/web";
import type { Command } from "commander";
import { bytesOf } from "@/lib/i18n/amount";
import { exits } from "../exits";
import { argument, idOf, option } from "../grammar";
import { findRoom } from "../names";
import { plainLine } from "../plain";
import { add } from "../program";
import { say, uploadAll } from "../sending";
import type { Shell } from "../shell";

export function addFiles(program: Command, shell: Shell): void {
  add(program, shell, "upload")
    .addArgument(argument(shell, "<path...>"))
    .addOption(option(shell, "--room <room>", "toRoom"))
    .addOption(option(shell, "--text <text>", "textBeside"))
    .action((paths: string[], options) => upload(shell, paths, options));
  add(program, shell, "download")
    .addArgument(argument(shell, "<file>").argParser(idOf(shell)))
    .addOption(option(shell, "-o, --output <path>", "output"))
    .addOption(option(shell, "--force", "force"))
    .addOption(option(shell, "--preview", "preview"))
    .action((id: number, options) => download(shell, id, options));
}

async function upload(shell: Shell, paths: string[], options: { room?: string; text?: string }): Promise<void> {
  const room = options.room === undefined ? null : await findRoom(shell, options.room);
  const files = await uploadAll(shell, paths);
  const ids = files.map(({ id }) => id);
  const message =
    room && (await say(shell, room.id, { text: options.text ?? "", client_id: randomUUID(), file_ids: ids }));
  shell.answer({ items: files, ...(message && { message }) }, () => {
    const lines = files.map(({ id, name, size }) =>
      shell.say(shell.words.done.uploaded, { id, name: plainLine(name), size: bytesOf(shell.locale, size) }),
    );
    return [...lines, ...(message ? [shell.say(shell.words.done.sent, { id: message.id })] : [])].join("\n");
  });
}

async function download(
  shell: Shell,
  id: number,
  { output, force, preview }: { output?: string; force?: boolean; preview?: boolean },
): Promise<void> {
  const response = await shell.api().raw("GET", preview ? `files/${id}/preview` : `files/${id}`);
  const body = response.body ? Readable.fromWeb(response.body as NodeStream) : Readable.from([]);
  if (output === "-") return pipeline(body, shell.io.stdout, { end: false });
  const path = pathFor(output, nameIn(response) ?? `file-${id}`);
  if (existsSync(path) && !force) {
    body.destroy();
    throw shell.stop(exits.failed, shell.words.errors.exists, { path });
  }
  const bytes = await save(shell, body, path, response.headers.get("content-length"));
  const size = bytesOf(shell.locale, bytes);
  shell.tell({ id, path: resolve(path), bytes }, shell.words.done.downloaded, { path, size });
}

/** A folder takes the file under its own name. */
function pathFor(output: string | undefined, name: string): string {
  if (output === undefined) return name;
  return statSync(output, { throwIfNoEntry: false })?.isDirectory() ? join(output, name) : output;
}

/** RFC 6266; of what another wrote the last part alone, so that it names nothing outside this folder. */
function nameIn(response: Response): string | null {
  const header = response.headers.get("content-disposition") ?? "";
  const coded = /filename\*=UTF-8''([^;]+)/i.exec(header)?.[1];
  const given = coded === undefined ? /filename="([^"]*)"/.exec(header)?.[1] : decoded(coded);
  const name = plainLine(given ?? "")
    .split(/[\\/]/)
    .at(-1)
    ?.replace(/^\.+/, "");
  return name || null;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Under its name stands a whole file or none. @returns bytes */
async function save(shell: Shell, body: Readable, path: string, length: string | null): Promise<number> {
  const part = join(dirname(path), `.${randomUUID()}.part`);
  try {
    await pipeline(body, createWriteStream(part, { flags: "wx" }));
    const bytes = statSync(part).size;
    if (length !== null && Number(length) !== bytes)
      throw shell.stop(exits.failed, shell.words.errors.cutShort, { path, got: bytes, wanted: length });
    renameSync(part, path);
    return bytes;
  } catch (error) {
    rmSync(part, { force: true });
    if (error instanceof Error && "syscall" in error)
      throw shell.stop(exits.failed, shell.words.errors.cannotWrite, {
        path,
        why: String("code" in error && error.code),
      });
    throw error;
  }
}
