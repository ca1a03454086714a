import { amountsOf, moneyFor } from '../../../domain/proposal/money.ts';
import type { Column } from '../../../domain/proposal/features.ts';
import { column, table } from './columns.ts';

const total = column('total_amount', 'money');
const tax = column('vat_amount', 'money');
const balance = column('open_balance', 'money');
const currency = column('currency', 'currency');
const invoices = (changes: object = {}) =>
  table('invoices', [total, tax, balance, currency], { lines: [], ...changes });
const of = (...columns: Column[]) => table('invoices', columns);
const used = new Set(['open_balance']);

test('the total and the tax of a record are found by their names', () => {
  expect(amountsOf(of(column('total_balance', 'money'), column('total', 'text'), total, tax))).toEqual({
    total: 'total_amount',
    tax: 'vat_amount',
  });
  expect(amountsOf(of(currency))).toEqual({});
});

test('where no total is named, an amount without another word is it', () => {
  const amount = column('amount', 'money');
  expect(amountsOf(of(balance, amount))).toEqual({ total: 'amount' });
  expect(amountsOf(of(amount, total))).toEqual({ total: 'total_amount' });
});

test('the amount of an order is its total, and that of an invoice is none', () => {
  const columns = [column('importe_factura', 'money'), column('importe_pedido', 'money')];
  expect(amountsOf(table('orders', columns))).toEqual({ total: 'importe_pedido' });
  expect(amountsOf(table('invoices', columns))).toEqual({ total: 'importe_factura' });
});

test('a total is compared with the lines only if the survey has seen that they agree', () => {
  const others = { balance: 'open_balance', currency: 'currency' };
  expect(moneyFor(invoices({ totals: { alone: 0.95, withTax: 0 } }), used)).toEqual({
    total: 'total_amount',
    ...others,
  });
  expect(moneyFor(invoices({ totals: { alone: 0.1, withTax: 0.95 } }), used)).toEqual({
    total: 'total_amount',
    tax: 'vat_amount',
    ...others,
  });
  expect(moneyFor(invoices({ totals: { alone: 0.1, withTax: 0.1 } }), used)).toEqual(others);
  expect(moneyFor(invoices(), used)).toEqual(others);
  expect(moneyFor(table('invoices', [total], { lines: [], totals: { alone: 0, withTax: 1 } }), used)).toEqual({});
});

test('a record without lines has a balance to compare, if a field is mapped from it', () => {
  expect(moneyFor(table('billing_accounts', [balance, currency]), used)).toEqual({
    balance: 'open_balance',
    currency: 'currency',
  });
  expect(moneyFor(table('billing_accounts', [balance]), new Set())).toBeNull();
});
