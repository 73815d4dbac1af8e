import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { acting } from "@/lib/i18n/acting";
import { cliWords } from "@/lib/i18n/cli";
import { cliDoctor } from "@/lib/i18n/cli-doctor";
import { cliHelp } from "@/lib/i18n/cli-help";
import { commandWords } from "@/lib/i18n/commands";
import { composing } from "@/lib/i18n/composing";
import { docs } from "@/lib/i18n/docs";
import { docsFields } from "@/lib/i18n/docs-fields";
import { docsLive } from "@/lib/i18n/docs-live";
import { docsStart } from "@/lib/i18n/docs-start";
import { en } from "@/lib/i18n/en";
import { ru } from "@/lib/i18n/ru";
import { talkWords } from "@/lib/i18n/talk";
import { writing } from "@/lib/i18n/writing";
import {
  circlesOf,
  filesWithAttribute,
  type House,
  type Import,
  importsOf,
  loadedWith,
  readHouse,
  stringsIn,
  wordsIn,
} from "./house";

const house = readHouse(join(import.meta.dirname, "../.."));
const imports = importsOf(house);
const made = (files: Record<string, string>): House => new Map(Object.entries(files));
const written = (all: Import[]) => all.map(({ from, to }) => `${from} → ${to}`);

test("the tree is read: modules of each layer, and what they load", () => {
  for (const layer of ["app", "components", "lib", "db", "server"])
    expect(
      imports.some(({ from }) => from.startsWith(`${layer}/`)),
      layer,
    ).toBe(true);
  expect(house.size).toBeGreaterThan(150);
});

describe("arrows run one way: app → components → lib → db, and server → lib → db", () => {
  const layers = ["app", "components", "lib", "db", "server"];
  const mayLoad: Record<string, string[]> = {
    app: ["app", "components", "lib"],
    components: ["components", "lib"],
    lib: ["lib", "db"],
    db: ["db"],
    server: ["server", "lib", "db"],
  };
  /** The client must know its address; the seed is a job that speaks through the verbs like any other. */
  const exceptions = (one: Import) =>
    (one.from === "db/client.ts" && one.to === "lib/env.ts") ||
    (/^db\/(seed\.ts|demo\/)/.test(one.from) && one.to.startsWith("lib/"));
  const broken = (all: Import[]) =>
    all.filter((one) => {
      const [from = "", to = ""] = [one.from, one.to].map((path) => path.split("/")[0]);
      return layers.includes(to) && mayLoad[from] && !mayLoad[from].includes(to) && !exceptions(one);
    });

  test("no import runs against them", () => {
    expect(written(broken(imports))).toEqual([]);
  });

  test("one that does is found, and a type is no import", () => {
    const bad = made({
      "lib/a.ts": 'import { b } from "@/components/b";\nimport type { c } from "@/app/c";',
      "components/b.tsx": 'export * from "@/app/c";',
      "app/c.ts": 'const d = await import("../db/d");',
      "db/d.ts": 'import "@/lib/a";\nexport const d = 1;',
    });
    expect(written(broken(importsOf(bad)))).toEqual([
      "lib/a.ts → components/b.tsx",
      "components/b.tsx → app/c.ts",
      "app/c.ts → db/d.ts",
      "db/d.ts → lib/a.ts",
    ]);
  });
});

describe("components load schemas, pure logic and the catalogue of lib, and nothing else of it", () => {
  const open = [
    /^lib\/[a-z]+\/schema\.ts$/,
    /^lib\/i18n\/[a-z-]+\.ts$/,
    /^lib\/messages\/(actions|commands|emoji|order|outbox|recent|rows|signs|timeline)\.ts$/,
    /^lib\/files\/(shown|tray)\.ts$/,
    /^lib\/rooms\/sidebar\.ts$/,
    /^lib\/access\/policy\.ts$/,
    /^lib\/(errors|limits|moments|text)\.ts$/,
  ];
  const closed = (path: string) =>
    (path.startsWith("lib/") && !open.some((pattern) => pattern.test(path))) ||
    /^(db\/|server\/|node:|server-only$|next\/(headers|server|cache)|drizzle|postgres$|ioredis$)/.test(path);
  const broken = (all: Import[]) =>
    [...new Set(all.map(({ from }) => from))]
      .filter((path) => path.startsWith("components/"))
      .flatMap((path) => [...loadedWith(all, path)].filter(closed).map((to) => `${path} → ${to}`));

  test("not even at a remove", () => {
    expect(broken(imports)).toEqual([]);
  });

  test("what reaches the database or the machine is found at any remove", () => {
    const bad = made({
      "components/a.tsx": 'import { b } from "./b";\nimport type { X } from "@/lib/rooms/data";',
      "components/b.tsx": 'import { c } from "@/lib/rooms/schema";',
      "lib/rooms/schema.ts": 'import { join } from "node:path";',
      "lib/rooms/data.ts": "",
    });
    expect(broken(importsOf(bad))).toEqual(["components/a.tsx → node:path", "components/b.tsx → node:path"]);
    expect(
      broken(importsOf(made({ "components/a.tsx": 'import { x } from "@/lib/rooms/data";', "lib/rooms/data.ts": "" }))),
    ).toEqual(["components/a.tsx → lib/rooms/data.ts"]);
  });
});

describe("no file loads itself by way of others", () => {
  test("there is no circle", () => {
    expect(circlesOf(imports)).toEqual([]);
  });

  test("a circle is found, one of types is none", () => {
    const bad = made({
      "lib/a.ts": 'import "./b";',
      "lib/b.ts": 'import "./c";',
      "lib/c.ts": 'import { a } from "@/lib/a";',
    });
    expect(circlesOf(importsOf(bad))).toEqual([["lib/a.ts", "lib/b.ts", "lib/c.ts"]]);
    expect(
      circlesOf(importsOf(made({ "lib/a.ts": 'import "./b";', "lib/b.ts": 'import type { A } from "./a";' }))),
    ).toEqual([]);
  });
});

describe("only doors touch Next", () => {
  const isDoor = (path: string) =>
    path.startsWith("app/") || ["next.config.ts", "lib/action.ts", "lib/visitor.ts"].includes(path);
  const broken = (all: Import[]) =>
    all.filter(
      ({ from, to }) =>
        /^next(\/|$)/.test(to) &&
        !isDoor(from) &&
        !(from.startsWith("components/") && ["next/link", "next/navigation"].includes(to)),
    );

  test("no other file does", () => {
    expect(written(broken(imports))).toEqual([]);
  });

  test("one that does is found", () => {
    const bad = made({
      "lib/rooms/data.ts": 'import { cookies } from "next/headers";',
      "components/a.tsx": 'import Link from "next/link";\nimport { headers } from "next/headers";',
    });
    expect(written(broken(importsOf(bad)))).toEqual([
      "lib/rooms/data.ts → next/headers",
      "components/a.tsx → next/headers",
    ]);
  });
});

describe("only verbs, data, gate, auth, audit and jobs touch the database", () => {
  const may = [
    /^db\//,
    /^lib\/[a-z]+\/(data|mutations)\.ts$/,
    /^lib\/access\/(gate|membership|revoked)\.ts$/,
    /^lib\/audit\.ts$/,
    /^lib\/auth\/(devices|factors|identities|newcomers|password-links|personal-tokens|proofs|provider)\.ts$/,
    /^lib\/auth\/(closing|recoveries|refresh|revocations|sessions)\.ts$/,
    /^lib\/events\/bus-postgres\.ts$/,
    /^lib\/files\/(attaching|avatars|clearing)\.ts$/,
    /^lib\/imports\/(carrying|facts)\.ts$/,
    /^lib\/inbox\/(entries|sources)\.ts$/,
    /^lib\/invitations\/redemption\.ts$/,
    /^lib\/jobs\/queue\.ts$/,
    /^lib\/journal\/chain\.ts$/,
    /^lib\/messages\/(asides|changing|deletion|drafts|editing|following|mentions|pages|pins|posting)\.ts$/,
    /^lib\/messages\/(reactions|reads|saved|threads|whispers)\.ts$/,
    /^lib\/overview\/days\.ts$/,
    /^lib\/people\/(accounts|administration|creation|placements|presences|roster)\.ts$/,
    /^lib\/rooms\/(access|administered|changes|direct|ending|for-all|joining|leaving|making|members|pages|readings|roles|seats|shared|standings)\.ts$/,
    /^lib\/search\/(finding|indexing|narrowing|reading)\.ts$/,
    /^lib\/webhooks\/bots\.ts$/,
    /^lib\/workspace\/housekeeping\.ts$/,
    /^server\/worker\.ts$/,
    /^server\/boot\//,
    /^server\/cli\//,
    /^server\/supervisor\/(postgres\/[a-z]+|demo)\.ts$/,
  ];
  const broken = (all: Import[]) =>
    all.filter(
      ({ from, to }) =>
        (to.startsWith("db/") || to === "drizzle-orm" || to === "postgres") &&
        !may.some((pattern) => pattern.test(from)),
    );

  test("no other file does", () => {
    expect(written(broken(imports))).toEqual([]);
  });

  test("one that does is found", () => {
    const bad = made({ "lib/api/answer.ts": 'import { database } from "@/db/client";', "db/client.ts": "" });
    expect(written(broken(importsOf(bad)))).toEqual(["lib/api/answer.ts → db/client.ts"]);
  });
});

describe("a folder of lib has schema, data, mutations, and adjectives of its noun that are named here", () => {
  const everywhere = ["schema", "data", "mutations"];
  const adjectives: Record<string, string[]> = {
    access: ["actor", "gate", "membership", "policy", "revoked", "scope", "watching"],
    api: [
      ...[
        "answer",
        "body",
        "finding",
        "http-file",
        "openapi",
        "outside",
        "postman",
        "rates",
        "rehearsal",
        "route",
        "table",
      ],
      ...["beginnings", "colouring", "examples", "explaining", "notation", "wording"],
    ],
    "api/routes": ["company", "describing", "entering", "files", "messages", "oneself", "people", "rooms", "searching"],
    "api/shapes": ["company", "people", "problem", "talk"],
    auth: [
      ...[
        "attempts",
        "bearer",
        "challenges",
        "closing",
        "cookie",
        "devices",
        "discovery",
        "factors",
        "flows",
        "identities",
      ],
      ...[
        "newcomers",
        "origin",
        "password-links",
        "passwords",
        "personal-tokens",
        "proofs",
        "provider",
        "recoveries",
        "refresh",
      ],
      ...["revocations", "sealing", "secrets", "sessions", "tokens", "totp"],
    ],
    events: ["bus", "bus-postgres", "bus-redis", "examples"],
    export: ["batches", "company", "own", "stream"],
    files: [
      ...[
        "attaching",
        "avatars",
        "clearing",
        "decoding",
        "disk",
        "names",
        "pictures",
        "ranges",
        "s3",
        "serving",
        "shown",
      ],
      ...["spooling", "storage", "tray", "types"],
    ],
    i18n: [
      ...[
        "acting",
        "amount",
        "gateway",
        "checks",
        "commands",
        "composing",
        "en",
        "exporting",
        "failed",
        "index",
        "keys",
        "locale",
        "mail",
        "reads",
        "ru",
        "say",
        "second-factor",
        "threads",
        "time",
        "tokens",
        "unread",
        "webhooks",
        "writing",
      ],
      ...["docs", "docs-calls", "docs-fields", "docs-live", "docs-start"],
      "file-form",
      "files",
      "inbox",
      ...["cli", "cli-doctor", "cli-help", "talk"],
      "search",
      ...["frame", "import", "invites", "jobs", "journal", "overview", "people", "rooms", "security", "settings"].map(
        (page) => `admin-${page}`,
      ),
    ],
    imports: ["carrying", "checks", "facts", "sheet", "telling", "writing"],
    inbox: ["entries", "sources"],
    invitations: ["redemption"],
    jobs: ["queue"],
    mail: ["delivery", "letters"],
    journal: ["chain", "export", "sentences"],
    messages: [
      ...[
        "actions",
        "asides",
        "changing",
        "commands",
        "completion",
        "deletion",
        "drafts",
        "editing",
        "emoji",
        "emoji-data",
        "following",
      ],
      ...["highlighting", "markdown", "mentions", "order", "outbox", "pages", "pins", "posting"],
      ...[
        "reactions",
        "reads",
        "recent",
        "rows",
        "saved",
        "sight",
        "signs",
        "threads",
        "timeline",
        "typed",
        "whispers",
      ],
    ],
    overview: ["days"],
    people: ["accounts", "administration", "bulk", "creation", "placements", "presences", "roster"],
    rooms: [
      ...["access", "administered", "changes", "direct", "ending", "for-all", "joining", "leaving", "making"],
      ...["members", "opening", "pages", "readings", "roles", "seats", "shared", "sidebar", "standings"],
    ],
    search: ["finding", "indexing", "marking", "narrowing", "reading", "signs", "turns", "typed", "words"],
    webhooks: ["alerts", "bodies", "bots", "fields", "gitlab", "jenkins", "markup", "mrkdwn", "payloads", "slack"],
    workspace: ["housekeeping"],
    "": [
      "action",
      "audit",
      "checking",
      "counts",
      "cursor",
      "emoji",
      "env",
      "errors",
      "limits",
      "log",
      "moments",
      "redis",
      "refusals",
      "text",
      "visitor",
    ],
  };
  const broken = (paths: Iterable<string>) =>
    [...paths].filter((path) => {
      const [, folder = "", name = ""] = /^lib\/(?:(.+)\/)?([^/]+)\.tsx?$/.exec(path) ?? [];
      if (!path.startsWith("lib/")) return false;
      return !adjectives[folder]?.includes(name) && !(folder !== "" && adjectives[folder] && everywhere.includes(name));
    });

  test("there is no other file", () => {
    expect(broken(house.keys())).toEqual([]);
  });

  test("an unknown name is found", () => {
    expect(broken(["lib/rooms/utils.ts", "lib/helpers.ts", "lib/stuff/data.ts", "lib/rooms/data.ts"])).toEqual([
      "lib/rooms/utils.ts",
      "lib/helpers.ts",
      "lib/stuff/data.ts",
    ]);
  });
});

describe("what a person reads stands in the catalogue", () => {
  /** The product's own name, in its mark. */
  const marks: Record<string, string[]> = { "components/ui/brand.tsx": ["Staffroom"] };
  const pages = [...house].filter(([path]) => /^(app|components)\/.*\.tsx$/.test(path));

  test("no component and no page has words of its own", () => {
    const words = pages.flatMap(([path, source]) =>
      wordsIn(path, source)
        .filter((word) => !marks[path]?.includes(word))
        .map((word) => `${path}: ${word}`),
    );
    expect(words).toEqual([]);
  });

  test("the console client has no sentence of its own", () => {
    /** What a shell reads, not a person. */
    const foreign = ["server/cli/staffroom/completion/scripts.ts"];
    const isSentence = (text: string) => /\p{L}{2,}[,.:;]? \p{L}{2,}/u.test(text) && !(text in cliHelp.en.commands);
    const own = [...house]
      .filter(([path]) => path.startsWith("server/cli/staffroom/") && !foreign.includes(path))
      .flatMap(([path, source]) => stringsIn(path, source).map((text) => ({ path, text })))
      .filter(({ text }) => isSentence(text));
    const known = [
      // How commander and the client library word what is translated or recognized here.
      ...["command-argument value", "Global Options:", "The server answered "],
      // Commands as they are typed.
      ...["staffroom groups change", "staffroom people change"],
    ];
    expect(own.filter(({ text }) => !known.includes(text))).toEqual([]);
  });

  test("words are found wherever they are written", () => {
    const page = `export default ({ a, b }) => (
      <main title={a ? "One" : b} className="not this">
        Two &amp; <kbd>Enter</kbd> {"·"} {a && "Three"} {\`Four \${b}\`} {a}
        <input placeholder="Пять" alt="" aria-label={a} name="nor this" /> &nbsp; 12 — →
      </main>
    );`;
    expect(wordsIn("app/page.tsx", page).sort()).toEqual(["One", "Two &amp;", "Three", "Four", "Пять"].sort());
  });
});

test("who belongs to a room is asked by one condition, which knows of memberships whose time is up", () => {
  const may = /^lib\/(access\/(membership|revoked)|rooms\/(joining|leaving|ending))\.ts$/;
  const own = [...house].filter(
    ([path, source]) =>
      /^(lib|server)\//.test(path) &&
      !path.endsWith(".test.ts") &&
      /left_at is null|isNull\(\w+\.leftAt\)/.test(source),
  );
  expect(own.map(([path]) => path).filter((path) => !may.test(path))).toEqual([]);
});

test("HTML goes into the page at one place only", () => {
  expect(filesWithAttribute(house, "dangerouslySetInnerHTML")).toEqual(["components/messages/message-text.tsx"]);
  const bad = made({ "app/x.tsx": "export default () => <p dangerouslySetInnerHTML={{ __html: x }} />;" });
  expect(filesWithAttribute(bad, "dangerouslySetInnerHTML")).toEqual(["app/x.tsx"]);
});

describe("both languages say the same", () => {
  type Leaf = Record<string, string>;
  /** Each text by its path: a plain one has the form `text`, a plural one a form for each category. */
  function leavesOf(tree: object, path = ""): Map<string, Leaf> {
    return new Map(
      Object.entries(tree).flatMap(([key, value]): [string, Leaf][] => {
        const here = path ? `${path}.${key}` : key;
        if (typeof value === "string") return [[here, { text: value }]];
        return "one" in value && "other" in value ? [[here, value]] : [...leavesOf(value, here)];
      }),
    );
  }
  const slotsIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((hit) => hit[1] ?? "");
  const slotsOf = (leaf: Leaf) => [...new Set(Object.values(leaf).flatMap(slotsIn))].sort();
  const formsOf = { en: ["one", "other"], ru: ["few", "many", "one", "other"] };

  /** What is amiss between two languages, a sentence each. */
  function amiss(left: object, right: object): string[] {
    const [english, russian] = [leavesOf(left), leavesOf(right)];
    const paths = [...new Set([...english.keys(), ...russian.keys()])];
    return paths.flatMap((path) => {
      const [here, there] = [english.get(path), russian.get(path)];
      if (!here || !there) return [`${path} is missing in ${here ? "ru" : "en"}`];
      const faults: string[] = [];
      if ("text" in here !== "text" in there) faults.push(`${path} is plural in one language only`);
      for (const [locale, leaf] of [
        ["en", here],
        ["ru", there],
      ] as const) {
        if (!("text" in leaf) && Object.keys(leaf).sort().join() !== formsOf[locale].join())
          faults.push(`${path} lacks a form in ${locale}`);
        if (Object.values(leaf).some((text) => text.trim() === "")) faults.push(`${path} is empty in ${locale}`);
        for (const [form, text] of Object.entries(leaf))
          if (form !== "one" && slotsOf(leaf).some((slot) => !slotsIn(text).includes(slot)))
            faults.push(`${path} lacks a slot in ${locale}, ${form}`);
      }
      if (slotsOf(here).join() !== slotsOf(there).join()) faults.push(`${path} has other slots in ru`);
      return faults;
    });
  }

  test("the same keys, every plural form, the same slots", () => {
    expect(leavesOf(en).size).toBeGreaterThan(150);
    expect(amiss(en, ru)).toEqual([]);
    expect(amiss(writing.en, writing.ru)).toEqual([]);
    expect(amiss(acting.en, acting.ru)).toEqual([]);
    expect(amiss(composing.en, composing.ru)).toEqual([]);
    expect(amiss(commandWords.en, commandWords.ru)).toEqual([]);
    expect(amiss(cliWords.en, cliWords.ru)).toEqual([]);
    expect(amiss(cliDoctor.en, cliDoctor.ru)).toEqual([]);
    expect(amiss(cliHelp.en, cliHelp.ru)).toEqual([]);
    expect(amiss(talkWords.en, talkWords.ru)).toEqual([]);
    for (const words of [docs, docsFields, docsLive, docsStart]) expect(amiss(words.en, words.ru)).toEqual([]);
  });

  test("what is amiss is found", () => {
    const left = { a: "x", b: "{n} of {all}", c: { one: "1", other: "{n}" }, d: { one: "{n}", other: "{n}" }, f: "f" };
    const right = {
      b: "{n}",
      c: { one: "1", few: "{n}", other: "{n}" },
      d: { one: "{n}", few: "{n}", many: "many", other: "{n}" },
      e: "x",
      f: " ",
    };
    expect(amiss(left, right).sort()).toEqual([
      "a is missing in ru",
      "b has other slots in ru",
      "c lacks a form in ru",
      "d lacks a slot in ru, many",
      "e is missing in en",
      "f is empty in ru",
    ]);
  });

  test("Russian words are Russian", () => {
    const latin = [...leavesOf(ru)].filter(
      ([, leaf]) =>
        !Object.values(leaf).some((text) => /\p{Script=Cyrillic}/u.test(text)) &&
        Object.values(leaf).some((text) => /\p{Script=Latin}/u.test(text.replace(/\{\w+\}/g, ""))),
    );
    expect(latin.map(([path]) => path)).toEqual(["pages.settings.languages.en"]);
  });
});
