/** The folders of the data folder in which files lie that rows of the database name. */
export const fileFolders = ["avatars", "marks", "files"] as const;
