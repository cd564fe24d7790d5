/** The Salesforce API that everything here and in the package speaks; a test holds the two together. */
export const SALESFORCE_API_VERSION = '68.0'
