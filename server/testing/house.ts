import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAst } from "vitest/node";

/** The tree as the rules of the house see it: the text of each file by its path from the root. */
export type House = ReadonlyMap<string, string>;

export interface Import {
  from: string;
  /** The path of a file of ours, else the name of a package. */
  to: string;
}

/** A node of the syntax tree (ESTree with JSX and TypeScript). */
interface Node {
  type: string;
  [key: string]: unknown;
}

const folders = ["app", "components", "lib", "db", "server"];
const singleFiles = ["next.config.ts"];
const isTest = (path: string) => path.includes(".test.") || path.startsWith("server/testing/");

/** Every module of the product but the tests. */
export function readHouse(root: string): House {
  const found = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((path) => `${folder}/${path}`),
  );
  const paths = [...found, ...singleFiles]
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => /\.tsx?$/.test(path) && !isTest(path) && existsSync(join(root, path)));
  return new Map(paths.sort().map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

/** What each file loads when it runs; type imports are gone by then. */
export function importsOf(house: House): Import[] {
  return [...house].flatMap(([from, source]) =>
    [...nodesOf(parse(from, source))].flatMap((node) => {
      const name = loadedBy(node);
      return name === null ? [] : [{ from, to: resolve(house, from, name) }];
    }),
  );
}

function loadedBy(node: Node): string | null {
  const loads = ["ImportDeclaration", "ExportNamedDeclaration", "ExportAllDeclaration", "ImportExpression"];
  if (!loads.includes(node.type) || node.importKind === "type" || node.exportKind === "type") return null;
  return isNode(node.source) && typeof node.source.value === "string" ? node.source.value : null;
}

function resolve(house: House, from: string, name: string): string {
  const path = name.startsWith("@/")
    ? name.slice(2)
    : name.startsWith(".")
      ? join(from, "..", name).replaceAll("\\", "/")
      : null;
  if (path === null) return name;
  return [path, `${path}.ts`, `${path}.tsx`, `${path}/index.ts`].find((file) => house.has(file)) ?? path;
}

/** Each circle of files that load one another, as its files in order. */
export function circlesOf(imports: Import[]): string[][] {
  const next = byFile(imports);
  const done = new Set<string>();
  const circles: string[][] = [];
  const visit = (file: string, road: string[]): void => {
    const at = road.indexOf(file);
    if (at >= 0) circles.push(road.slice(at));
    if (at >= 0 || done.has(file)) return;
    for (const to of next.get(file) ?? []) visit(to, [...road, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return circles;
}

/** Everything that is loaded with a file, at whatever remove. */
export function loadedWith(imports: Import[], file: string): Set<string> {
  const next = byFile(imports);
  const loaded = new Set<string>();
  const queue = [file];
  for (let one = queue.pop(); one !== undefined; one = queue.pop())
    for (const to of next.get(one) ?? []) {
      if (loaded.has(to)) continue;
      loaded.add(to);
      queue.push(to);
    }
  return loaded;
}

function byFile(imports: Import[]): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const { from, to } of imports) files.set(from, [...(files.get(from) ?? []), to]);
  return files;
}

const readAloud = new Set(["aria-label", "aria-description", "aria-roledescription", "placeholder", "title", "alt"]);
const hasLetters = (text: string) => /\p{L}/u.test(text.replace(/&#?\w+;/g, ""));

/** Words for people that stand in the markup itself instead of in the catalogue. Names of keys are no words. */
export function wordsIn(path: string, source: string): string[] {
  const words: string[] = [];
  const visit = (node: Node): void => {
    if (node.type === "JSXElement" && tagOf(node) === "kbd") return;
    if (node.type === "JSXText") words.push(String(node.value));
    if (node.type === "JSXElement" || node.type === "JSXFragment")
      for (const child of listOf(node.children)) words.push(...literalsOf(insideOf(child)));
    if (node.type === "JSXAttribute" && isNode(node.name) && readAloud.has(String(node.name.name)))
      words.push(...literalsOf(insideOf(node.value)));
    for (const child of childrenOf(node)) visit(child);
  };
  visit(parse(path, source));
  return words.filter(hasLetters).map((text) => text.trim());
}

/** Every string of a module, its templates' texts too; those of SQL and the like, which a tag reads, are none. */
export function stringsIn(path: string, source: string): string[] {
  const strings: string[] = [];
  const visit = (node: Node): void => {
    if (node.type === "ImportDeclaration" || node.type === "TaggedTemplateExpression") return;
    if (node.type === "Literal" || node.type === "TemplateLiteral") strings.push(...literalsOf(node));
    for (const child of childrenOf(node)) visit(child);
  };
  visit(parse(path, source));
  return strings;
}

const tagOf = (element: Node): unknown =>
  isNode(element.openingElement) && isNode(element.openingElement.name) ? element.openingElement.name.name : null;

const insideOf = (value: unknown): unknown =>
  isNode(value) && value.type === "JSXExpressionContainer" ? value.expression : value;

/** The texts that an expression may come out as. */
function literalsOf(value: unknown): string[] {
  if (!isNode(value)) return [];
  if (value.type === "Literal") return typeof value.value === "string" ? [value.value] : [];
  if (value.type === "TemplateLiteral")
    return listOf(value.quasis).map((quasi) =>
      typeof quasi.value === "object" && quasi.value !== null && "raw" in quasi.value ? String(quasi.value.raw) : "",
    );
  if (value.type === "ConditionalExpression") return [...literalsOf(value.consequent), ...literalsOf(value.alternate)];
  if (value.type === "LogicalExpression") return [...literalsOf(value.left), ...literalsOf(value.right)];
  return [];
}

/** The files in whose markup an attribute stands. */
export const filesWithAttribute = (house: House, attribute: string): string[] =>
  [...house]
    .filter(([path, source]) =>
      [...nodesOf(parse(path, source))].some(
        (node) => node.type === "JSXAttribute" && isNode(node.name) && node.name.name === attribute,
      ),
    )
    .map(([path]) => path);

const parse = (path: string, source: string): Node => {
  const program: unknown = parseAst(source, { lang: path.endsWith("x") ? "tsx" : "ts" }, path);
  if (!isNode(program)) throw new Error(`${path} cannot be read`);
  return program;
};

function* nodesOf(node: Node): Generator<Node> {
  yield node;
  for (const child of childrenOf(node)) yield* nodesOf(child);
}

const childrenOf = (node: Node): Node[] =>
  Object.values(node).flatMap((value) => (isNode(value) ? [value] : listOf(value)));
const listOf = (value: unknown): Node[] => (Array.isArray(value) ? value.filter(isNode) : []);
const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
