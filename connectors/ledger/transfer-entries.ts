/** Entries of the audit about an archive. They say nothing of the engagement's own work. */
export const exportedEntry = 'engagement exported';
export const importedEntry = 'engagement imported';
