import type { Route } from "./route";
import { routes } from "./table";

interface Found {
  route: Route;
  /** The places in capitals, each with what stands there. */
  params: [string, string][];
}

/** The row of the table for a request, or null. */
export function findRoute(method: string, path: string[]): Found | null {
  const given = path.filter((segment) => segment !== "");
  const wantedMethod = method === "HEAD" ? "GET" : method;
  for (const route of routes) {
    const wanted = route.path.split("/");
    if (route.method !== wantedMethod || wanted.length !== given.length) continue;
    if (!wanted.every((segment, at) => isPlace(segment) || segment === given[at])) continue;
    const params = wanted.flatMap((segment, at): [string, string][] =>
      isPlace(segment) ? [[segment, given[at] ?? ""]] : [],
    );
    return { route, params };
  }
  return null;
}

/** What an address takes, as `Allow` names it (RFC 9110, 10.2.1); of one that is none, nothing. */
export function methodsAt(path: string[]): string[] {
  const given = path.filter((segment) => segment !== "");
  const here = routes.filter(({ path }) => isAt(path.split("/"), given)).map(({ method }) => method);
  if (here.length === 0) return [];
  return [...new Set([...here.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])), "OPTIONS"])];
}

const isAt = (wanted: string[], given: string[]): boolean =>
  wanted.length === given.length && wanted.every((segment, at) => fits(segment, given[at] ?? ""));

/** What is no id names nothing, and no address. */
function fits(segment: string, given: string): boolean {
  if (!isPlace(segment)) return segment === given;
  return segment === "UUID" || segment === "EMOJI" || /^\d{1,16}$/.test(given);
}

const isPlace = (segment: string) => segment === segment.toUpperCase();
