export interface RefusalRow {
  status: number;
  code: string;
  /** The finer error code of the OSS documentation; null where none is known. */
  ec: string | null;
  message: string;
}

export function row(status: number, code: string, ec: string | null, message: string): RefusalRow {
  return { status, code, ec, message };
}

export function invalidArgument(ec: string | null, message: string): RefusalRow {
  return row(400, 'InvalidArgument', ec, message);
}

export function accessDenied(ec: string | null, message: string): RefusalRow {
  return row(403, 'AccessDenied', ec, message);
}

export const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your key and signing method.';
