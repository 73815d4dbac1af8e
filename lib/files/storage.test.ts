import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import S3rver from "s3rver";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { diskStorage } from "./disk";
import { bucketStorage } from "./s3";
import type { ByteRange, Storage } from "./storage";

const folder = mkdtempSync(join(tmpdir(), "staffroom-storage-"));
const server = new S3rver({
  address: "127.0.0.1",
  port: 0,
  silent: true,
  directory: join(folder, "bucket"),
  configureBuckets: [{ name: "company", configs: [] }],
});
const account = { S3_REGION: "us-east-1", S3_ACCESS_KEY_ID: "S3RVER", S3_SECRET_ACCESS_KEY: "S3RVER" };
const key = "ab/abcdef01-0000-4000-8000-000000000000";
const bytes = randomBytes(700_000);
let endpoint = "";
let stores: Record<string, Storage>;

beforeAll(async () => {
  endpoint = `http://127.0.0.1:${(await server.run()).port}`;
  stores = {
    disk: diskStorage(join(folder, "data")),
    bucket: bucketStorage({ ...account, S3_BUCKET: "company", S3_ENDPOINT: endpoint }),
  };
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

function arrived(content: Uint8Array): string {
  const path = join(folder, `arrived-${randomBytes(4).toString("hex")}`);
  writeFileSync(path, content);
  return path;
}
const readAll = async (store: Storage, range?: ByteRange) => buffer(await store.read(key, range));

describe.each(["disk", "bucket"])("on the %s", (name) => {
  const store = (): Storage => {
    const found = stores[name];
    if (!found) throw new Error(`no store ${name}`);
    return found;
  };

  test("what was put is read again, whole and in part, until it is removed", async () => {
    await store().put(key, arrived(bytes));
    expect((await readAll(store())).equals(bytes)).toBe(true);
    for (const [first, last] of [
      [0, 1],
      [10, 19],
      [300_000, 699_999],
    ] as const)
      expect((await readAll(store(), { first, last })).equals(bytes.subarray(first, last + 1))).toBe(true);
    await store().remove(key);
    await expect(store().read(key)).rejects.toMatchObject({ code: "not_found" });
  });

  test("what is not there is removed without a word", async () => {
    await store().remove("cd/nothing");
  });

  test("whoever stops listening leaves the store as it was", async () => {
    await store().put(key, arrived(bytes));
    const reader = (await store().read(key)).getReader();
    await reader.read();
    await reader.cancel();
    expect((await readAll(store())).length).toBe(bytes.length);
  });
});

test("the disk is taken by moving the file: nothing is written twice", async () => {
  const path = arrived(bytes);
  await stores.disk?.put("ef/one", path);
  expect(existsSync(path)).toBe(false);
});

test.each([
  ["wrong keys", { S3_ACCESS_KEY_ID: "nobody" }],
  ["no such bucket", { S3_BUCKET: "nobody" }],
  ["nobody there", { S3_ENDPOINT: "http://127.0.0.1:9" }],
])("a bucket that cannot be used is said to be away, and is not taken for empty: %s", async (_why, other) => {
  const broken = bucketStorage({ ...account, S3_BUCKET: "company", S3_ENDPOINT: endpoint, ...other });
  await expect(broken.read(key)).rejects.toMatchObject({ code: "unavailable" });
  await expect(broken.put(key, arrived(bytes))).rejects.toMatchObject({ code: "unavailable" });
});
