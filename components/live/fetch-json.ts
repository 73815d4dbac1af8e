/** Null where there was no good answer: the caller says so, and it can be tried again. */
export async function fetchJson<T>(address: string): Promise<T | null> {
  try {
    const response = await fetch(address, { headers: { accept: "application/json" } });
    return response.ok ? ((await response.json()) as T) : null;
  } catch {
    return null;
  }
}
