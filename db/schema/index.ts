export * from "./people";
export * from "./talk";
