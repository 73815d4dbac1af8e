/** The drawings of lucide that a room's first page shows: in one sheet beside the script, which need not carry them. */
export const iconNames = [
  "at-sign",
  "letter-b",
  "bookmark",
  "camera",
  "check-check",
  "chevron-left",
  "code",
  "door-open",
  "face-slightly-smiling-plus",
  "hash",
  "inbox",
  "italic",
  "link",
  "list",
  "list-ordered",
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
  "face-slightly-smiling",
  "square-code",
  "strikethrough",
  "text-quote",
  "type",
  "upload",
  "users",
  "x",
] as const;
export type IconName = (typeof iconNames)[number];

/** Another one for each other sheet: what was read once is never asked for again. */
export const iconSheetVersion = "dde56469";
export const iconSheetAddress = `/icons/${iconSheetVersion}`;
