import { seedAlarmBook } from './alarms.ts';
import { seedAwsSamples } from './aws-samples.ts';
import { seedCheckoutLatency } from './checkout-latency.ts';
import { seedContactBook } from './contact-book.ts';
import { seedHostile } from './hostile.ts';
import { seedOpsItems } from './ops-items.ts';
import { seedPaymentsAlarm } from './payments-alarm.ts';
import { seedQuiet } from './quiet.ts';
import { seedResponsePlans } from './response-plans.ts';
import { seedSearchIncidents } from './search.ts';
import type { SeedContext } from './seed-context.ts';
import { seedUnknownMembers } from './unknown-members.ts';

/** Seeds the embedded AWS with a small shop: people, response plans, and incidents of every kind. */
export function seed(context: SeedContext): void {
  seedContactBook(context);
  seedAlarmBook(context);
  seedOpsItems(context);
  seedResponsePlans(context);
  seedCheckoutLatency(context);
  seedPaymentsAlarm(context);
  seedSearchIncidents(context);
  seedHostile(context);
  seedUnknownMembers(context);
  seedQuiet(context);
  seedAwsSamples(context);
}
