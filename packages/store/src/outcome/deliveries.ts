import type { Sql } from 'postgres';

/** One delivery, for the health of its source. */
export interface DeliveryNote {
  sourceId: string;
  deliveryId: string;
  event: string;
  state: 'taken' | 'ignored' | 'refused';
  detail: string;
}

/** Notes a delivery; one that is repeated is counted. What it booked does not hang on this. */
export async function noteDelivery(sql: Sql, note: DeliveryNote, at: Date): Promise<void> {
  const { sourceId, deliveryId, event, state, detail } = note;
  await sql`
    insert into webhook_delivery (source_id, delivery_id, event, state, detail, received_at)
    values (${sourceId}, ${deliveryId.slice(0, 200)}, ${event.slice(0, 100)}, ${state}, ${detail.slice(0, 500)}, ${at})
    on conflict (source_id, delivery_id) do update set
      times = webhook_delivery.times + 1, received_at = excluded.received_at,
      state = case when excluded.state = 'refused' and webhook_delivery.state <> 'refused'
        then webhook_delivery.state else excluded.state end,
      detail = case when excluded.state = 'refused' and webhook_delivery.state <> 'refused'
        then webhook_delivery.detail else excluded.detail end`;
}
