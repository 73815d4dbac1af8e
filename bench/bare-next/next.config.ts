import { join } from "node:path";
import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  // The packages are those of the product itself, two folders up.
  turbopack: { root: join(import.meta.dirname, "../..") },
  outputFileTracingRoot: join(import.meta.dirname, "../.."),
  serverExternalPackages: ["postgres"],
  typescript: { ignoreBuildErrors: true },
};

export default config;
