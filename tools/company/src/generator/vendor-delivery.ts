/** What a vendor would send to a webhook: signed by whoever sends it, since only they know the secret. */
export interface VendorDelivery {
  vendor: 'github' | 'linear' | 'pagerduty' | 'stripe' | 'zendesk';
  /** The vendor's id of the delivery. */
  id: string;
  /** GitHub's name of the event; other vendors say it in the body. */
  event: string;
  body: object;
}
