-- The ledger. Rows are added and never changed.

CREATE TABLE movements (
    id         INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,
    sku        TEXT    NOT NULL,
    warehouse  TEXT    NOT NULL,
    hold_id    TEXT,
    kind       TEXT    NOT NULL
               CHECK (kind IN ('delivery', 'hold', 'confirm', 'release', 'expire', 'count')),
    on_hand    INTEGER NOT NULL,   -- change of on_hand, may be negative
    held       INTEGER NOT NULL    -- change of held, may be negative
);

CREATE INDEX movements_sku ON movements (sku, warehouse, at);

-- Ledger against stock row. A difference other than zero is an alarm.
CREATE VIEW stock_check AS
SELECT s.sku,
       s.warehouse,
       s.on_hand,
       s.held,
       COALESCE(SUM(m.on_hand), 0) AS ledger_on_hand,
       COALESCE(SUM(m.held), 0)    AS ledger_held,
       ABS(s.on_hand - COALESCE(SUM(m.on_hand), 0))
         + ABS(s.held - COALESCE(SUM(m.held), 0)) AS difference
  FROM stock AS s
  LEFT JOIN movements AS m
    ON m.sku = s.sku AND m.warehouse = s.warehouse
 GROUP BY s.sku, s.warehouse;

-- What the merchandising team looks at in the morning.
CREATE VIEW stock_report AS
SELECT sku,
       SUM(on_hand)        AS on_hand,
       SUM(held)           AS held,
       SUM(on_hand - held) AS available,
       SUM(sold)           AS sold
  FROM stock
 GROUP BY sku
 ORDER BY available, sku;
