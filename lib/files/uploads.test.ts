import { randomBytes, randomUUID } from "node:crypto";
import { readdirSync, rmSync, statfsSync } from "node:fs";
import type * as promises from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { database } from "@/db/client";
import { files, workspace } from "@/db/schema";
import { answerRequest, isFromPage } from "@/lib/api/answer";
import { found, person, type TestPerson, tokenOf } from "@/server/testing/world";
import { clearFiles } from "./clearing";
import { decodeApart } from "./decoding";
import { rangeOf } from "./ranges";
import type { FileView } from "./schema";

const data = vi.hoisted(() => {
  // The environment is parsed when the first module asks: before any of the imports above.
  const folder = `${process.env.TMPDIR ?? "/tmp"}/staffroom-files-${process.pid}-${process.hrtime.bigint()}`;
  process.env.STAFFROOM_DATA = folder;
  process.env.STAFFROOM_PICTURE = "server/picture.ts";
  return folder;
});
const disk = vi.hoisted(() => ({ isFull: false }));
vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof promises>();
  const statfs = async (path: string) => {
    const found = await real.statfs(path);
    return disk.isFull ? { bsize: found.bsize, bavail: 1 } : found;
  };
  return { ...real, statfs };
});

const origin = "https://chat.example.com";
let anna: TestPerson;
let boris: TestPerson;

beforeAll(async () => {
  await found();
  [anna, boris] = [await person("anna"), await person("boris")];
});
beforeEach(async () => {
  disk.isFull = false;
  await database().delete(files);
  await database().update(workspace).set({ fileBytesMax: 5_000_000 });
});
afterAll(() => rmSync(data, { recursive: true, force: true }));

const stored = () =>
  readdirSync(join(data, "files"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);

interface Ask {
  who?: TestPerson;
  cookie?: TestPerson;
  headers?: Record<string, string>;
  body?: BodyInit;
  /** Whether it came in at the pages' own door. */
  atPages?: boolean;
}
async function ask(method: string, path: string, { who, cookie, headers, body, atPages }: Ask = {}): Promise<Response> {
  const all = new Headers({ host: "chat.example.com", ...headers });
  if (who) all.set("authorization", `Bearer ${await tokenOf(who)}`);
  const request = new Request(`${origin}/api/v1/${path}`, {
    method,
    headers: all,
    body,
    ...(body instanceof ReadableStream && { duplex: "half" }),
  } as RequestInit);
  return answerRequest(request, path.split("/"), {
    visitor: async () => cookie?.actor ?? null,
    ...(atPages && { isPage: isFromPage(request) }),
    device: { kind: "api", userAgent: "test", address: randomUUID() },
    origin,
  });
}

function formOf(content: BlobPart, name = "plan.txt", field = "file"): FormData {
  const form = new FormData();
  form.append(field, new Blob([content]), name);
  return form;
}
const send = async (content: Uint8Array | string, name?: string, who = anna): Promise<FileView> => {
  const part = typeof content === "string" ? content : new Uint8Array(content);
  const answer = await ask("POST", "files", { who, body: formOf(part, name) });
  expect(answer.status).toBe(201);
  return answer.json();
};
const problemOf = async (answer: Response) => {
  const { code } = await answer.json();
  return [answer.status, code];
};
const multipart = { "content-type": "multipart/form-data; boundary=x" };
const raw = (content: string, name = 'filename="a.txt"') =>
  `--x\r\nContent-Disposition: form-data; name="file"; ${name}\r\n\r\n${content}\r\n--x--\r\n`;
const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: "#1c6b4c" } });

describe("an upload", () => {
  test("is a file of its sender, with its bytes, its name and its type by content", async () => {
    const file = await send("Порядок паллет", "Схема погрузки, ворота 3.pdf");
    expect(file).toEqual({
      id: expect.any(Number),
      name: "Схема погрузки, ворота 3.pdf",
      size: 27,
      content_type: "text/plain",
      width: null,
      height: null,
      url: `/api/v1/files/${file.id}`,
      preview_url: null,
    });
    const answer = await ask("GET", `files/${file.id}`, { who: anna });
    expect(await answer.text()).toBe("Порядок паллет");
    expect((await ask("GET", `files/${file.id}`, { who: boris })).status).toBe(404);
    expect((await ask("GET", `files/${file.id}`)).status).toBe(401);
    expect((await ask("GET", `files/${file.id}/preview`, { who: anna })).status).toBe(404);
  });

  test("comes from a page of this very origin by its cookie, and from no other", async () => {
    const body = () => formOf("x");
    const from = (headers: Record<string, string>) =>
      ask("POST", "files", { cookie: anna, headers, body: body(), atPages: true });
    expect((await from({ origin })).status).toBe(201);
    expect((await from({ origin, "sec-fetch-site": "same-origin" })).status).toBe(201);
    const foreign: Record<string, string>[] = [
      {},
      { origin: "null" },
      { origin: "https://evil.example" },
      { origin: "https://chat.example.com.evil.example" },
      { origin: "https://sub.chat.example.com" },
      { origin, "sec-fetch-site": "cross-site" },
      { origin, "sec-fetch-site": "same-site" },
    ];
    for (const headers of foreign)
      expect(await problemOf(await from(headers)), JSON.stringify(headers)).toEqual([401, "unauthenticated"]);
    const asCall = await ask("POST", "files", { cookie: anna, headers: { origin }, body: body() });
    expect(await problemOf(asCall)).toEqual([401, "unauthenticated"]);
  });

  test.each([
    ["../../etc/passwd", "passwd"],
    ["C:\\Users\\anna\\plan.pdf", "plan.pdf"],
    ["invoice\u202efdp.exe", "invoicefdp.exe"],
    ["a\u0000b\u0007.txt", "ab.txt"],
    ["..", "file"],
    ["\u200b \u3000", "file"],
    [`${"я".repeat(300)}.pdf`, `${"я".repeat(195)}….pdf`],
    ['he said "no" & left.txt', 'he said "no" & left.txt'],
  ])("named %j is called %j, and lies under a name of our own", async (given, name) => {
    const form = raw("x", `filename="${given.replaceAll("\\", "\\\\").replaceAll('"', "%22")}"`);
    const answer = await ask("POST", "files", { who: anna, headers: multipart, body: form });
    const file: FileView = await answer.json();
    expect(file.name.replaceAll("%22", '"')).toBe(name);
    expect(stored().every((path) => /^[0-9a-f-]{36}$/.test(path))).toBe(true);
    const got = await ask("GET", `files/${file.id}`, { who: anna });
    await got.body?.cancel();
    const disposition = got.headers.get("content-disposition") ?? "";
    const coded = /filename\*=UTF-8''(\S+)$/.exec(disposition)?.[1] ?? "";
    expect(decodeURIComponent(coded)).toBe(file.name);
    expect(disposition).toMatch(/^attachment; filename="[\x20-\x21\x23-\x7e]*"; /);
  });

  test.each([
    ["svg", '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ["html", "<!doctype html><script>alert(1)</script>"],
    ["png", "<script>alert(1)</script>"],
  ])("that holds a script is a download and nothing else: .%s", async (ending, content) => {
    const file = await send(content, `x.${ending}`);
    expect(file).toMatchObject({ width: null, preview_url: null });
    const { headers, body } = await ask("GET", `files/${file.id}`, { who: anna });
    await body?.cancel();
    expect(headers.get("content-type")).toMatch(/^(application\/octet-stream|text\/plain; charset=utf-8)$/);
    expect(headers.get("content-disposition")).toMatch(/^attachment/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toMatch(/^sandbox; default-src 'none'/);
    expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
    expect(headers.get("cache-control")).toMatch(/^private, no-cache/);
  });
});

describe("refused, and nothing of it stays:", () => {
  const form = (content: BlobPart, field?: string) => ({ body: formOf(content, "a.txt", field) });
  const refusals: [string, () => Omit<Ask, "who">, [number, string]][] = [
    ["more than the company allows", () => form(new Uint8Array(5_000_001)), [413, "too_large"]],
    [
      "more, of no announced length",
      () => ({ headers: multipart, body: new Blob([raw("x".repeat(5_000_001))]).stream() }),
      [413, "too_large"],
    ],
    [
      "more, announced before it comes",
      () => ({ headers: { ...multipart, "content-length": "9000000" }, body: raw("x") }),
      [413, "too_large"],
    ],
    ["without a byte", () => form(""), [422, "invalid"]],
    ["in another field", () => form("x", "picture"), [400, "invalid"]],
    ["a form without a file", () => ({ headers: multipart, body: "--x--\r\n" }), [400, "invalid"]],
    ["no body", () => ({ headers: multipart }), [400, "invalid"]],
    [
      "two files",
      () => {
        const two = formOf("one");
        two.append("file", new Blob(["two"]), "b.txt");
        return { body: two };
      },
      [400, "invalid"],
    ],
    [
      "a file and a field",
      () => {
        const both = formOf("one");
        both.append("note", "x");
        return { body: both };
      },
      [400, "invalid"],
    ],
    [
      "cut short in the middle",
      () => ({ headers: multipart, body: raw("x".repeat(1000)).slice(0, 500) }),
      [400, "invalid"],
    ],
    [
      "shorter than announced, though its form is whole",
      () => ({ headers: { ...multipart, "content-length": "4000" }, body: raw("x") }),
      [400, "invalid"],
    ],
    ["JSON", () => ({ headers: { "content-type": "application/json" }, body: "{}" }), [415, "unsupported_media_type"]],
    [
      "a form without a boundary",
      () => ({ headers: { "content-type": "multipart/form-data" }, body: "x" }),
      [400, "invalid"],
    ],
    [
      "a thousand headers",
      () => ({ headers: multipart, body: `--x\r\n${"A: b\r\n".repeat(9000)}\r\n\r\nx\r\n--x--\r\n` }),
      [400, "invalid"],
    ],
  ];
  test.each(refusals)("%s", async (_what, made, expected) => {
    expect(await problemOf(await ask("POST", "files", { who: anna, ...made() }))).toEqual(expected);
    expect(await database().$count(files)).toBe(0);
    expect(stored().filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test("what a sender breaks off", async () => {
    let pieces = 0;
    const broken = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (pieces++ < 5) controller.enqueue(Buffer.from(pieces === 1 ? raw("").slice(0, 70) : "x".repeat(60_000)));
        else controller.error(new Error("gone"));
      },
    });
    expect((await ask("POST", "files", { who: anna, headers: multipart, body: broken })).status).toBe(400);
    expect(await database().$count(files)).toBe(0);
    expect(stored().filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test("what would take the last of the disk: 507", async () => {
    disk.isFull = true;
    expect(await problemOf(await ask("POST", "files", { who: anna, ...form("x") }))).toEqual([507, "unavailable"]);
    expect(statfsSync(data).bavail).toBeGreaterThan(1);
  });
});

describe("a picture", () => {
  /** A small PNG with other measures in its head: the head's checksum is of the last of its four parts. */
  async function claiming(width: number, height: number): Promise<Buffer> {
    const png = await picture(10, 10).png().toBuffer();
    png.writeUInt32BE(width, 16);
    png.writeUInt32BE(height, 20);
    png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
    return png;
  }

  test("tells the size in which it is shown, after its own rotation, and has a smaller one beside it", async () => {
    const turned = await picture(1600, 900).jpeg().withMetadata({ orientation: 6 }).toBuffer();
    const file = await send(turned, "photo.jpg");
    expect(file).toMatchObject({ content_type: "image/jpeg", width: 900, height: 1600 });
    expect(file.preview_url).toBe(`/api/v1/files/${file.id}/preview`);
    const answer = await ask("GET", `files/${file.id}/preview`, { who: anna });
    expect(answer.headers.get("content-type")).toBe("image/webp");
    const small = await sharp(Buffer.from(await answer.arrayBuffer())).metadata();
    expect(small).toMatchObject({ format: "webp", width: 450, height: 800 });
    expect(small.exif).toBeUndefined();
  });

  test("that is small is its own preview", async () => {
    const file = await send(await picture(30, 20).png().toBuffer(), "dot.png");
    expect(file).toMatchObject({ width: 30, height: 20, preview_url: null });
  });

  test.each([
    ["of 41 megapixels", () => picture(8200, 5000).png({ compressionLevel: 9 }).toBuffer()],
    ["that is broken", async () => (await picture(800, 800).jpeg().toBuffer()).subarray(0, 300)],
    ["that says it is ten gigapixels large", () => claiming(100_000, 100_000)],
  ])("%s is taken as a file, and is never shown as a picture", { timeout: 40_000 }, async (_what, made) => {
    const content = await made();
    const file = await send(content, "large.png");
    expect(file).toMatchObject({ width: null, height: null, preview_url: null, size: content.length });
  });

  test.each([
    ["a TIFF", () => picture(30, 20).tiff().toBuffer()],
    ["an SVG", async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"/>')],
  ])("is one of the kinds that browsers show: no codec sees %s", { timeout: 20_000 }, async (_what, made) => {
    await expect(decodeApart("preview", await made())).rejects.toMatchObject({ reason: "pictureUnreadable" });
  });

  test.each(["jpeg", "png", "webp", "gif", "avif"] as const)("is shown: .%s", { timeout: 20_000 }, async (kind) => {
    const file = await send(await picture(30, 20)[kind]().toBuffer(), `dot.${kind}`);
    expect(file).toMatchObject({ width: 30, height: 20, content_type: `image/${kind}` });
  });

  test("does not hold up the others: twelve at once all come in", { timeout: 40_000 }, async () => {
    const content = await picture(1000, 700).jpeg().toBuffer();
    const sent = await Promise.all(Array.from({ length: 12 }, (_, at) => send(content, `${at}.jpg`)));
    expect(sent.map((file) => [file.name, file.width])).toEqual(
      Array.from({ length: 12 }, (_, at) => [`${at}.jpg`, 1000]),
    );
  });
});

describe("a part of a file", () => {
  test.each([
    ["bytes=0-9", { first: 0, last: 9 }],
    ["bytes=90-", { first: 90, last: 99 }],
    ["bytes=90-900", { first: 90, last: 99 }],
    ["bytes=-10", { first: 90, last: 99 }],
    ["bytes=-1000", { first: 0, last: 99 }],
    ["bytes=100-", "outside"],
    ["bytes=-0", "outside"],
    ["bytes=9-0", null],
    ["bytes=0-1,5-6", null],
    ["bytes=-", null],
    ["items=0-1", null],
    [null, null],
  ])("of 100 bytes, %j is %j", (header, range) => {
    expect(rangeOf(header, 100)).toEqual(range);
  });

  test("is answered with 206, what lies outside with 416, what is known with 304", async () => {
    const content = randomBytes(600_000);
    const { id } = await send(content, "film.bin");
    const get = (headers: Record<string, string>) => ask("GET", `files/${id}`, { who: anna, headers });
    const part = await get({ range: "bytes=300000-499999" });
    expect([part.status, part.headers.get("content-range"), part.headers.get("content-length")]).toEqual([
      206,
      "bytes 300000-499999/600000",
      "200000",
    ]);
    expect(Buffer.from(await part.arrayBuffer()).equals(content.subarray(300_000, 500_000))).toBe(true);
    const outside = await get({ range: "bytes=600000-" });
    expect([outside.status, outside.headers.get("content-range")]).toEqual([416, "bytes */600000"]);
    expect(await outside.json()).toMatchObject({ status: 416, code: "invalid", errors: [] });
    const tag = part.headers.get("etag") ?? "";
    expect((await get({ "if-none-match": `"x", ${tag}` })).status).toBe(304);
    for (const [known, bytes] of [
      ['"another"', 600_000],
      [tag, 2],
    ] as const)
      expect((await (await get({ range: "bytes=0-1", "if-range": known })).arrayBuffer()).byteLength).toBe(bytes);
    const head = await ask("HEAD", `files/${id}`, { who: anna });
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "600000", ""]);
  });
});

describe("after a day", () => {
  const later = () => new Date(Date.now() + 25 * 3_600_000);

  test("what no message carries goes, with its bytes and its preview", async () => {
    await clearFiles(later());
    const before = stored().length;
    const { id } = await send(await picture(1200, 900).jpeg().toBuffer(), "photo.jpg");
    expect(stored().length).toBe(before + 2);
    expect(await clearFiles(new Date())).toBe(0);
    expect(await clearFiles(later())).toBe(1);
    expect(stored().length).toBe(before);
    expect((await ask("GET", `files/${id}`, { who: anna })).status).toBe(404);
  });
});
