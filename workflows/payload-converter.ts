import { defaultPayloadConverter, type PayloadConverter } from '@temporalio/common';

/** Stands for a payload that can't be read. No schema accepts it, so its message is refused. */
const unreadable = '(a payload that is not JSON)';

/**
 * The converter of the workflows. Anyone who may send a signal can send bytes that are not JSON. With the default converter
 * they would stop the workflow for ever.
 */
export const payloadConverter: PayloadConverter = {
  toPayload: (value) => defaultPayloadConverter.toPayload(value),
  fromPayload<Value>(payload: Parameters<PayloadConverter['fromPayload']>[0]): Value {
    try {
      return defaultPayloadConverter.fromPayload(payload);
    } catch {
      return unreadable as Value;
    }
  },
};
