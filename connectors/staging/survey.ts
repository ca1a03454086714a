import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { openFolder } from '../temporary-files.ts';
import type { StagingStore } from './port.ts';
import { surveyOf, type Survey, type SurveyFile } from './survey-database.ts';
import { loadFile } from './survey-tables.ts';

/** What queries may use, beside the buffers of the reader. */
const memoryLimit = '200MB';

/**
 * Reads staged files into a temporary database that only this user can read. Memory does not grow with them.
 * @throws ConnectorError `contract` for a file that can't be read. The message has no values
 */
export async function openSurvey(staging: StagingStore, files: SurveyFile[]): Promise<Survey> {
  const folder = await openFolder(tmpdir());
  try {
    const instance = await DuckDBInstance.create(join(folder.path, 'survey.duckdb'), {
      memory_limit: memoryLimit,
      threads: '2',
      temp_directory: folder.path,
    });
    const [connection, reader] = [await instance.connect(), await instance.connect()];
    const survey = surveyOf(folder.path, connection, reader, async () => {
      for (const one of [connection, reader]) one.closeSync();
      instance.closeSync();
      await folder.remove();
    });
    try {
      for (const file of files) survey.tables.push(...(await loadFile(survey, staging, file)));
    } catch (error) {
      await survey.close();
      throw error;
    }
    return survey;
  } catch (error) {
    await folder.remove();
    throw error;
  }
}
