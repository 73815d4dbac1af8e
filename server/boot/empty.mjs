// Stands in for `server-only` outside of Next, where there is no browser bundle to guard.
export {};
