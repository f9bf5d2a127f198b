/** The spellings that the Alibaba Cloud tools read, the documented one first. */
export const PREFIXES = ['ALIBABA_CLOUD_', 'ALIBABACLOUD_', 'ALICLOUD_'] as const;

const OF_OSS = [
  ...['ACCESS_KEY_ID', 'ACCESS_KEY_SECRET', 'SESSION_TOKEN', 'BUCKET', 'REGION', 'ENDPOINT', 'PROFILE'],
];
const OF_TOOLS = [
  ...['ACCESS_KEY_ID', 'ACCESS_KEY_SECRET', 'SECURITY_TOKEN', 'REGION_ID', 'PROFILE', 'IGNORE_PROFILE'],
  ...['OIDC_TOKEN_FILE', 'OIDC_PROVIDER_ARN', 'ROLE_ARN', 'ROLE_SESSION_NAME', 'CREDENTIALS_URI'],
  ...['ECS_METADATA', 'ECS_METADATA_DISABLED', 'IMDSV1_DISABLED', 'STS_REGION', 'VPC_ENDPOINT_ENABLED'],
];

/** False for a variable that sounds like one of the settings and is none, such as OSS_SECURITY_TOKEN. */
export function isRead(name: string): boolean {
  if (name.startsWith('OSS_') && !name.startsWith('OSS_LIVE_'))
    return OF_OSS.includes(name.slice('OSS_'.length));
  if (name.startsWith('OSSUTIL_')) return name === 'OSSUTIL_CONFIG_FILE';
  const prefix = PREFIXES.find((prefix) => name.startsWith(prefix));
  return prefix === undefined || OF_TOOLS.includes(name.slice(prefix.length));
}
