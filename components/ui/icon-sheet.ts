/** The drawings of lucide that a room's first page shows: in one sheet beside the script, which need not carry them. */
export const iconNames = [
  "bookmark",
  "camera",
  "check-check",
  "chevron-left",
  "door-open",
  "face-slightly-smiling-plus",
  "hash",
  "inbox",
  "lock",
  "message-circle",
  "paperclip",
  "pencil-line",
  "pin",
  "plus",
  "rotate-ccw",
  "search",
  "send",
  "settings",
  "type",
  "upload",
  "users",
  "x",
] as const;
export type IconName = (typeof iconNames)[number];

/** Another one for each other sheet: what was read once is never asked for again. */
export const iconSheetVersion = "be8bdba3";
export const iconSheetAddress = `/icons/${iconSheetVersion}`;
