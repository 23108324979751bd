export interface ListFlags {
  kind?: 'person' | 'agent';
  search?: string;
}

export interface ImportPeopleFlags {
  yes?: boolean;
}

export interface MapFlags {
  from?: string;
  to?: string;
  yes?: boolean;
}
