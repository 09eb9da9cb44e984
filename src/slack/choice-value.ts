import { createHash } from 'node:crypto';
import { limits } from '../cards/limits.ts';

/**
 * An ARN as the value of a menu's option: itself, or, where it is too long for one, a digest. Either way the choice is
 * found again among what AWS lists.
 */
export function choiceValue(arn: string): string {
  if (arn.length <= limits.optionValue.max) return arn;
  return `#${createHash('sha256').update(arn).digest('base64url')}`;
}
