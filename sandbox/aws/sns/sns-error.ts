import { ServiceError } from '../service-error.ts';

// https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html
export const invalidParameter = (what: string) =>
  new ServiceError('InvalidParameter', 400, `Invalid parameter: ${what}`);

export const topicNotFound = () => new ServiceError('NotFound', 404, 'Topic does not exist');

export const subscriptionNotFound = () => new ServiceError('NotFound', 404, 'Subscription does not exist');

export const notAuthorized = (principal: string, action: string, resource: string) =>
  new ServiceError(
    'AuthorizationError',
    403,
    `User: ${principal} is not authorized to perform: ${action} on resource: ${resource} because no resource-based policy allows the ${action} action`,
  );
