export * from "./company";
export * from "./people";
export * from "./talk";
