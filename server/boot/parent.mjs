// Preloaded into a child that knows nothing of its supervisor: it ends when the supervisor does, however that died.
process.on("disconnect", () => process.exit(0));
