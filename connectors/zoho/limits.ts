/** Maximum number of records to write, delete or list by id in one call. docs: insert-, update-, delete-records */
export const recordsPerCall = 100;

/** Maximum number of fields per list call, not counting the id. docs: get-records (50 in total) */
export const fieldsPerRead = 49;

/** Maximum number of values in an IN list of a query. docs: COQL limitations */
export const valuesPerQuery = 100;
