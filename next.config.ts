import type { NextConfig } from "next";
import { avatarBytesMax } from "./lib/limits";

const config: NextConfig = {
  // What is drawn often says so ("use memo"); memoizing all of it took 20 kB more of script on a room's first page.
  reactCompiler: { compilationMode: "annotation" },
  poweredByHeader: false,
  // Title and icons stand in the head of the first HTML, not in what a script moves there afterwards.
  htmlLimitedBots: /.*/,
  // The API takes a trailing slash as it is: a redirect would lose a POST.
  skipTrailingSlashRedirect: true,
  // A codec hole in an image optimizer is a hole in the web process; pictures are decoded in a process of their own.
  images: { unoptimized: true },
  devIndicators: false,
  // `npm test` checks types, of the whole house at once; a start need not do it again.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["@node-rs/argon2", "sharp", "pino", "ioredis", "postgres"],
  experimental: {
    // Room for an avatar in a form that works without scripts, and for the form's own framing.
    serverActions: { bodySizeLimit: avatarBytesMax + 512 * 1024 },
  },
};

export default config;
