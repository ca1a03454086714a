/** Records that one call may write, delete or list by id. docs: insert-records, update-records, delete-records */
export const recordsPerCall = 100;

/** Fields that one list call may name beside the id. docs: get-records names 50 in all */
export const fieldsPerRead = 49;

/** Values that an IN list of a query may have. docs: COQL limitations */
export const valuesPerQuery = 100;
