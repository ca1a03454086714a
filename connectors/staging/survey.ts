import { noteRepeated } from './survey-keys.ts';
import { openOnDisk } from './duckdb.ts';
import type { StagingStore } from './port.ts';
import { surveyOf, type Survey, type SurveyFile } from './survey-database.ts';
import { loadFile } from './survey-tables.ts';

/** What queries may use, beside the buffers of the reader. */
const memory = '128MB';

/**
 * Reads staged files into a temporary database that only this user can read. Memory does not grow with them.
 * @throws ConnectorError `contract` for a file that can't be read. The message has no values
 */
export const openSurvey = (staging: StagingStore, files: SurveyFile[]): Promise<Survey> =>
  openOnDisk({ memory, threads: 2 }, async ({ connection, other, folder, close }) => {
    const survey = surveyOf(folder, connection, other, close);
    for (const file of files) survey.tables.push(...(await loadFile(survey, staging, file)));
    await noteRepeated(survey);
    return survey;
  });
