"""Transactions: records of sales and deals in, each judged by the rules, the lists, ownership and a contract."""
