import { fields } from '../../cards/modals/inputs.ts';
import { readRelatedItem } from '../read-related-item.ts';
import { writeRelated } from '../write-related.ts';
import type { FormHandler } from './handler.ts';
import { incidentOf } from './incident-of-form.ts';

/** Adds a link or an ARN to the incident's related items. */
export const sentRelated: FormHandler = async ({ submission, metadata, doing, services }) => {
  const { values } = submission;
  const item = readRelatedItem(values[fields.link] ?? '', values[fields.title] ?? '');
  return { line: await writeRelated(services, doing, incidentOf(metadata), item) };
};
