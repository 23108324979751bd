import { githubMerged, type RecordedDelivery } from './github-deliveries.ts';

const gitlabMerged: RecordedDelivery = {
  vendor: 'gitlab',
  headers: {
    'content-type': 'application/json',
    'user-agent': 'GitLab/17.8.0',
    'idempotency-key': 'f5e5f430-f57b-4e6e-9fac-d9128cd7232f',
    'x-gitlab-event': 'Merge Request Hook',
    'x-gitlab-webhook-uuid': '02affd2d-2cba-4033-917d-ec22d5dc4b38',
    'x-gitlab-event-uuid': '13792a34-cac6-4fda-95a8-c58e00a3954e',
    'x-gitlab-instance': 'https://gitlab.com',
  },
  payload: {
    object_kind: 'merge_request',
    event_type: 'merge_request',
    user: { id: 1, name: 'Ada', username: 'ada', avatar_url: '', email: '[REDACTED]' },
    project: {
      id: 1,
      name: 'Robot',
      web_url: 'https://gitlab.com/acme/robot',
      namespace: 'acme',
      visibility_level: 0,
      path_with_namespace: 'acme/robot',
      default_branch: 'main',
    },
    object_attributes: {
      id: 99,
      iid: 1,
      target_branch: 'main',
      source_branch: 'abc-9-arm',
      source_project_id: 1,
      author_id: 51,
      title: 'Move the arm more slowly',
      created_at: '2026-02-03T17:23:34Z',
      updated_at: '2026-02-04T09:00:00Z',
      state: 'merged',
      merge_status: 'can_be_merged',
      description: '',
      url: 'https://gitlab.com/acme/robot/-/merge_requests/1',
      merge_commit_sha: 'da1560886d4f094c3e6c9ef40349f7d38b5d27d7',
      last_commit: {
        id: 'b6568db1bc1dcd7f8b4d5a946b0b91f9dacd7327',
        message: 'slower',
        timestamp: '2026-02-04T08:50:00Z',
        author: { name: 'Ada', email: 'ada@acme.test' },
      },
      work_in_progress: false,
      draft: false,
      action: 'merge',
    },
    labels: [],
    changes: { state_id: { previous: 4, current: 3 } },
    repository: { name: 'Robot', url: 'git@gitlab.com:acme/robot.git' },
  },
  says: [
    {
      kind: 'pull_request.merged',
      work_key: 'pull_request:gitlab.com/acme/robot#1',
      occurred_at: '2026-02-04T09:00:00.000Z',
    },
  ],
};

const jiraDone: RecordedDelivery = {
  vendor: 'jira',
  headers: {
    'content-type': 'application/json; charset=UTF-8',
    'user-agent': 'Atlassian Webhook HTTP Client',
    'x-atlassian-webhook-identifier': '8c1b2f0a-5c1e-4c0c-9d2f-2f1c8f9f9c11',
    'x-atlassian-webhook-retry': '0',
  },
  payload: {
    timestamp: Date.parse('2026-02-10T10:00:00Z'),
    webhookEvent: 'jira:issue_updated',
    issue_event_type_name: 'issue_generic',
    user: {
      accountId: '5b10a2844c20165700ede21g',
      displayName: 'Ada',
      active: true,
      accountType: 'atlassian',
    },
    issue: {
      id: '10002',
      self: 'https://acme.atlassian.net/rest/api/2/10002',
      key: 'ABC-7',
      fields: {
        summary: 'Logins without a password',
        created: '2026-02-01T09:00:00.000+0100',
        issuetype: { id: '10001', name: 'Bug', subtask: false },
        project: { id: '10000', key: 'ABC', name: 'Api' },
        status: { name: 'Done', id: '10001', statusCategory: { id: 3, key: 'done', name: 'Done' } },
        resolution: { id: '10000', name: 'Done' },
        assignee: {
          accountId: '5b10a2844c20165700ede21g',
          emailAddress: 'ada@acme.test',
          displayName: 'Ada',
        },
        labels: [],
      },
    },
    changelog: {
      id: '10124',
      items: [
        {
          field: 'resolution',
          fieldtype: 'jira',
          from: null,
          fromString: null,
          to: '10000',
          toString: 'Done',
        },
        {
          field: 'status',
          fieldtype: 'jira',
          from: '3',
          fromString: 'In Progress',
          to: '10001',
          toString: 'Done',
        },
      ],
    },
  },
  says: [{ kind: 'ticket.resolved', work_key: 'ticket:abc-7', occurred_at: '2026-02-10T10:00:00.000Z' }],
};

const linearDone: RecordedDelivery = {
  vendor: 'linear',
  headers: {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Linear-Webhook',
    'linear-delivery': '234d1a4e-b617-4388-90fe-adc3633d6b72',
    'linear-event': 'Issue',
  },
  payload: {
    action: 'update',
    actor: { id: 'b5ea5f1f-8adc-4f52-b4bd-ab4e84cf51ba', type: 'user', name: 'Ada', email: 'ada@acme.test' },
    createdAt: '2026-02-10T10:00:01.000Z',
    data: {
      id: '539068e2-ae88-4d09-bd75-22eb4a59612f',
      createdAt: '2026-02-02T09:00:00.000Z',
      updatedAt: '2026-02-10T10:00:01.000Z',
      startedAt: '2026-02-09T10:00:00.000Z',
      completedAt: '2026-02-10T10:00:00.000Z',
      identifier: 'ENG-42',
      number: 42,
      title: 'Say what a call cost',
      priority: 2,
      teamId: '72b2a2dc-6f4f-4423-9d34-24b5bd10634a',
      stateId: '17b2a2dc-6f4f-4423-9d34-24b5bd10634b',
      labelIds: ['aa'],
      team: { id: '72b2a2dc-6f4f-4423-9d34-24b5bd10634a', key: 'ENG', name: 'Engineering' },
      state: {
        id: '17b2a2dc-6f4f-4423-9d34-24b5bd10634b',
        color: '#5e6ad2',
        name: 'Done',
        type: 'completed',
      },
      assignee: { id: 'b5ea5f1f-8adc-4f52-b4bd-ab4e84cf51ba', name: 'Ada', email: 'ada@acme.test' },
      labels: [{ id: 'aa', color: '#bb87fc', name: 'Feature' }],
    },
    updatedFrom: {
      updatedAt: '2026-02-09T10:00:00.000Z',
      completedAt: null,
      stateId: '57b2a2dc-6f4f-4423-9d34-24b5bd106fff',
    },
    url: 'https://linear.app/acme/issue/ENG-42/say-what-a-call-cost',
    type: 'Issue',
    organizationId: 'e2d8f2dc-6f4f-4423-9d34-24b5bd10634a',
    webhookTimestamp: Date.parse('2026-02-10T10:00:02Z'),
    webhookId: '000042e3-d123-4980-b49f-8e140eef9329',
  },
  says: [{ kind: 'feature.shipped', work_key: 'ticket:eng-42', occurred_at: '2026-02-10T10:00:00.000Z' }],
};

const zendeskSolved: RecordedDelivery = {
  vendor: 'zendesk',
  headers: {
    'content-type': 'application/json',
    'user-agent': 'Zendesk Webhook',
    'x-zendesk-account-id': '123456',
    'x-zendesk-webhook-id': '01F1KRFQ6BG29CNWFR60NK5FNY',
    'x-zendesk-webhook-invocation-id': '8350205582',
  },
  payload: {
    account_id: 22129848,
    detail: {
      actor_id: '8447388090494',
      assignee_id: '8447388090494',
      brand_id: '8447346621310',
      created_at: '2026-02-10T08:00:00Z',
      custom_status: '8447320465790',
      external_id: null,
      form_id: '8646151517822',
      group_id: '8447320466430',
      id: '5158',
      is_public: true,
      organization_id: '8447346622462',
      priority: 'LOW',
      requester_id: '8447388090494',
      status: 'SOLVED',
      submitter_id: '8447388090494',
      tags: ['order-help'],
      type: 'TASK',
      updated_at: '2026-02-10T10:00:00Z',
      via: { channel: 'web' },
    },
    event: { current: 'SOLVED', previous: 'OPEN' },
    id: 'cbe4028c-7239-495d-b020-f22348516046',
    subject: 'zen:ticket:5158',
    time: '2026-02-10T10:00:00.000000000Z',
    type: 'zen:event-type:ticket.status_changed',
    zendesk_event_version: '2022-11-06',
  },
  says: [
    { kind: 'ticket.resolved', work_key: 'ticket:zendesk-5158', occurred_at: '2026-02-10T10:00:00.000Z' },
  ],
};

const seconds = (iso: string): number => Date.parse(iso) / 1000;

const intercomClosed: RecordedDelivery = {
  vendor: 'intercom',
  headers: { 'content-type': 'application/json', 'user-agent': 'intercom-parrot-service-client/1.0' },
  payload: {
    type: 'notification_event',
    app_id: 'a86dr8yl',
    data: {
      type: 'notification_event_data',
      item: {
        type: 'conversation',
        id: '1911149811',
        created_at: seconds('2026-02-10T09:00:00Z'),
        updated_at: seconds('2026-02-10T10:00:00Z'),
        contacts: { type: 'contact.list', contacts: [{ type: 'contact', id: '5bc8f7ae2d96695c18a' }] },
        admin_assignee_id: 814860,
        team_assignee_id: null,
        open: false,
        state: 'closed',
        read: true,
        ai_agent_participated: true,
        ai_agent: {
          source_type: 'workflow',
          last_answer_type: 'ai_answer',
          resolution_state: 'confirmed_resolution',
          rating: null,
        },
        conversation_rating: {},
        statistics: { type: 'conversation_statistics', time_to_admin_reply: 60, count_reopens: 0 },
      },
    },
    links: {},
    id: 'notif_2a8995f8-92cb-4edd-a38c-041f4cdbf659',
    topic: 'conversation.admin.closed',
    delivery_status: 'pending',
    delivery_attempts: 1,
    delivered_at: 0,
    first_sent_at: seconds('2026-02-10T10:00:00Z'),
    created_at: seconds('2026-02-10T10:00:00Z'),
    self: null,
  },
  says: [
    {
      kind: 'ticket.resolved',
      work_key: 'ticket:intercom-1911149811',
      occurred_at: '2026-02-10T10:00:00.000Z',
    },
  ],
};

const stripePaid: RecordedDelivery = {
  vendor: 'stripe',
  headers: {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
  },
  payload: {
    id: 'evt_1GEYoaJWpzXTeUB5NTCCoIKK',
    object: 'event',
    api_version: '2025-03-31.basil',
    created: seconds('2026-02-10T10:00:02Z'),
    data: {
      object: {
        id: 'in_1GEYoZJWpzXTeUB5QKcgQtOA',
        object: 'invoice',
        amount_due: 6038,
        amount_paid: 6038,
        amount_remaining: 0,
        billing_reason: 'subscription_cycle',
        collection_method: 'charge_automatically',
        currency: 'eur',
        customer: 'cus_Gm72lsGkxz8G5o',
        livemode: true,
        metadata: {},
        status: 'paid',
        status_transitions: {
          finalized_at: seconds('2026-02-10T09:59:00Z'),
          marked_uncollectible_at: null,
          paid_at: seconds('2026-02-10T10:00:00Z'),
          voided_at: null,
        },
      },
    },
    livemode: true,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type: 'invoice.paid',
  },
  says: [
    {
      kind: 'revenue.booked',
      work_key: 'customer:stripe/cus_Gm72lsGkxz8G5o',
      occurred_at: '2026-02-10T10:00:00.000Z',
    },
  ],
};

const pagerdutyTriggered: RecordedDelivery = {
  vendor: 'pagerduty',
  headers: {
    'content-type': 'application/json',
    'user-agent': 'PagerDuty-Webhook/V3.0',
    'x-webhook-id': 'b3cbeb80-1a57-4c3a-b5a5-e1b0b7d1a3f1',
    'x-webhook-subscription': 'PSHOOK1',
  },
  payload: {
    event: {
      id: '5ac64822-4adc-4fda-ade0-410becf0de4f',
      event_type: 'incident.triggered',
      resource_type: 'incident',
      occurred_at: '2026-02-10T10:00:00.000Z',
      agent: { id: 'PXPGF42', summary: 'Ada', type: 'user_reference' },
      client: { name: 'PagerDuty' },
      data: {
        id: 'PT4KHLK',
        type: 'incident',
        number: 1234,
        status: 'triggered',
        incident_key: 'baf7cf21b1da41b4b0221008339ff357',
        created_at: '2026-02-10T10:00:00.000Z',
        title: 'The server is on fire',
        service: { id: 'PIJ90N7', summary: 'Checkout', type: 'service_reference' },
        assignees: [],
        teams: [],
        urgency: 'high',
      },
    },
  },
  says: [
    {
      kind: 'incident.opened',
      work_key: 'incident:PIJ90N7/PT4KHLK',
      occurred_at: '2026-02-10T10:00:00.000Z',
    },
  ],
};

/** One delivery of every vendor. */
export const recordedDeliveries: readonly RecordedDelivery[] = [
  githubMerged(),
  gitlabMerged,
  jiraDone,
  linearDone,
  zendeskSolved,
  intercomClosed,
  stripePaid,
  pagerdutyTriggered,
];
