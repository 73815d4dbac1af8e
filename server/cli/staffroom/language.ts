import { isLocale, type Locale } from "@/lib/i18n/locale";

/** The language of what is said: named, kept, or the system's (POSIX: LC_ALL before LC_MESSAGES before LANG). */
export function localeOf(argv: string[], kept: string | undefined, env: NodeJS.ProcessEnv): Locale {
  const named = namedIn(argv);
  if (isLocale(named)) return named;
  if (isLocale(kept)) return kept;
  return systemLocale(env);
}

export function systemLocale(env: NodeJS.ProcessEnv): Locale {
  const system = env.LC_ALL || env.LC_MESSAGES || env.LANG || "";
  return /^ru([_.@-]|$)/i.test(system) ? "ru" : "en";
}

/** Read before the words of the command line can be: they are described in it. */
export function namedIn(argv: string[]): string | undefined {
  const end = argv.indexOf("--");
  const words = end < 0 ? argv : argv.slice(0, end);
  const at = words.findIndex((word) => word === "--lang" || word.startsWith("--lang="));
  const word = words[at];
  return word === "--lang" ? words[at + 1] : word?.slice("--lang=".length);
}
