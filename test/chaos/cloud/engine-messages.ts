/** What the engines' process says once, when both engines listen. `fast-clock.ts` sends other messages. */
export interface FromEngines {
  kind: 'ready';
  sqsUrl: string;
  dynamoUrl: string;
}
