import { invalidArgument, type RefusalRow, row } from './row.js';

/** Lifecycle and CORS rules. ECs are documented; code and status beside them follow the one answer that was seen, `samePrefix`. */
export const BUCKET_RULES = {
  noSuchLifecycle: row(404, 'NoSuchLifecycle', null, 'No Row found in Lifecycle Table.'),
  tooManyLifecycleRules: invalid('0014-00000014', 'The number of rules in the configuration exceeds 1000.'),
  longRuleId: invalidArgument('0014-00000019', 'The length of ID must not exceed 255.'),
  sameRuleId: invalid('0014-00000020', 'Rule ID must be unique.'),
  daysAndDate: invalid('0014-00000061', 'Days and CreatedBeforeDate must not be given together.'),
  sameTransition: invalid('0014-00000079', 'Overlap for same storage class in Transition.'),
  sameAction: invalid('0014-00000084', 'Overlap for same action type.'),
  samePrefix: invalid('0014-00000085', 'Found same prefix in different rules'),
  badLifecycleRule: invalidArgument(null, 'The lifecycle rule is invalid.'),
  noSuchCors: row(404, 'NoSuchCORSConfiguration', '0034-00000001', 'The CORS Configuration does not exist.'),
  badCorsRule: invalidArgument(null, 'The CORS rule is invalid.'),
  tooManyCorsRules: invalid(null, 'At most 20 CORS rules are allowed.'),
} as const satisfies Record<string, RefusalRow>;

function invalid(ec: string | null, message: string): RefusalRow {
  return row(400, 'InvalidRequest', ec, message);
}
