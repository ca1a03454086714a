/** The values of `temporal-dev.yml`; TEMPORAL_* variables and profiles override them. */
export const localAddress = '127.0.0.1:7233';
export const localNamespace = 'portage';
