-- Stock by SKU and warehouse, and the holds on it.

CREATE TABLE stock (
    sku        TEXT    NOT NULL,
    warehouse  TEXT    NOT NULL,
    on_hand    INTEGER NOT NULL CHECK (on_hand >= 0),
    held       INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0),
    sold       INTEGER NOT NULL DEFAULT 0 CHECK (sold >= 0),
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (sku, warehouse),
    CHECK (held <= on_hand)
);

CREATE TABLE holds (
    id         TEXT    PRIMARY KEY,
    basket     TEXT    NOT NULL,
    shopper    TEXT    NOT NULL,
    sku        TEXT    NOT NULL,
    warehouse  TEXT    NOT NULL,
    quantity   INTEGER NOT NULL CHECK (quantity > 0),
    state      TEXT    NOT NULL DEFAULT 'active'
               CHECK (state IN ('active', 'confirmed', 'released', 'expired')),
    extensions INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at   INTEGER,
    FOREIGN KEY (sku, warehouse) REFERENCES stock (sku, warehouse)
);

-- The sweeper asks for active holds in the order of their end.
CREATE INDEX holds_due ON holds (expires_at) WHERE state = 'active';

-- "How much does this shopper hold of this SKU?" is asked at every hold.
CREATE INDEX holds_shopper ON holds (shopper, sku) WHERE state = 'active';

CREATE INDEX holds_basket ON holds (basket);
