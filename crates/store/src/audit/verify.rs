//! Verifying a chain: changed, removed, moved and cut-off rows are found.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    AuditHead, AuditKey, Fault, Verification,
    chain::row_mac,
    rows::{audit, audit_heads},
};
use crate::{Store, StoreError};

/// Rows read at a time.
const PAGE: u64 = 1000;

impl Verification {
    fn good(checked: u64) -> Self {
        Self {
            verified: true,
            checked,
            first_bad: None,
            what: None,
        }
    }

    fn bad(checked: u64, seq: i64, what: Fault) -> Self {
        Self {
            verified: false,
            checked,
            first_bad: Some(seq),
            what: Some(what),
        }
    }
}

/// Walks the chain. Rows may be appended meanwhile: each is written together with its head, so a head read after a
/// row is never behind it.
pub(super) async fn verify(
    store: &Store,
    org: Uuid,
    key: &AuditKey,
    expected: Option<AuditHead>,
) -> Result<Verification, StoreError> {
    let mut last = AuditHead {
        seq: 0,
        mac: [0; 32],
    };
    let mut checked = 0;
    loop {
        // The head first: rows up to it must be in the page that is read next, or in earlier ones.
        let head = audit_heads::Entity::find_by_id(org)
            .one(&store.readers)
            .await?;
        let rows = audit::Entity::find()
            .filter(audit::Column::OrgId.eq(org))
            .filter(audit::Column::Seq.gt(last.seq))
            .order_by_asc(audit::Column::Seq)
            .limit(PAGE)
            .all(&store.readers)
            .await?;
        if rows.is_empty() {
            return Ok(at_the_end(head.as_ref(), last, checked, expected));
        }
        for row in &rows {
            if row.seq != last.seq + 1 {
                return Ok(Verification::bad(checked, last.seq + 1, Fault::Missing));
            }
            let mac = row_mac(key, &last.mac, row);
            if row.mac != mac {
                return Ok(Verification::bad(checked, row.seq, Fault::Changed));
            }
            last = AuditHead { seq: row.seq, mac };
            checked += 1;
            if let Some(expected) = expected
                && expected.seq == last.seq
                && expected.mac != last.mac
            {
                return Ok(Verification::bad(checked - 1, last.seq, Fault::Unexpected));
            }
        }
    }
}

/// No rows are left: does the chain end where the head, and the caller, say?
fn at_the_end(
    head: Option<&audit_heads::Model>,
    last: AuditHead,
    checked: u64,
    expected: Option<AuditHead>,
) -> Verification {
    let Some(head) = head else {
        return Verification::bad(checked, last.seq + 1, Fault::Head);
    };
    if head.seq > last.seq || expected.is_some_and(|expected| expected.seq > last.seq) {
        return Verification::bad(checked, last.seq + 1, Fault::CutOff);
    }
    // Read before the rows, so it is behind them only if somebody set it back.
    if head.seq < last.seq || head.mac != last.mac {
        return Verification::bad(checked, last.seq.max(1), Fault::Head);
    }
    if expected.is_some_and(|expected| {
        expected.seq < 1
            && expected
                != AuditHead {
                    seq: 0,
                    mac: [0; 32],
                }
    }) {
        return Verification::bad(checked, 1, Fault::Unexpected);
    }
    Verification::good(checked)
}
