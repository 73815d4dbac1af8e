import { gzipSync } from "node:zlib";
import { read, type Target } from "./load";
import { startBareNext } from "./peers";
import { startProduct } from "./product";
import type { Result } from "./result";

const ownBytesMax = 45_000;

interface Scripts {
  files: number;
  /** After gzip. */
  bytes: number;
}

/**
 * The script that a room's page loads, beside that of a bare Next app (same versions; one page with `useState` and a
 * `Link`). What goes beyond the bare app is ours, whatever package it comes from.
 */
export async function run(): Promise<Result[]> {
  const product = await startProduct();
  const bare = await startBareNext();
  const page = await scriptsOf(product.page);
  const framework = await scriptsOf({ url: `${bare.origin}/` });
  const own = page.bytes - framework.bytes;
  return [
    {
      name: "Script of a room's page, gzip, against a bare Next app",
      ratio: page.bytes / framework.bytes,
      limit: (framework.bytes + ownBytesMax) / framework.bytes,
      detail: `own ${kB(own)} of ${kB(ownBytesMax)}; framework ${kB(framework.bytes)}; together ${kB(page.bytes)} in ${page.files} files`,
    },
  ];
}

/** Every script that the page names, in a tag, a preload or its data, but for what only browsers without modules load. */
async function scriptsOf(page: Target): Promise<Scripts> {
  const html = (await read(page)).replace(/<script[^>]*\bnomodule\b[^>]*>/gi, "");
  const paths = new Set(html.match(/static\/chunks\/[^"'\\\s?]+\.js/g));
  if (paths.size === 0) throw new Error("the page names no scripts");
  const sizes = await Promise.all([...paths].map((path) => gzipBytes(new URL(`/_next/${path}`, page.url).href)));
  return { files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

const gzipBytes = async (url: string) => gzipSync(await read({ url })).length;
const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
