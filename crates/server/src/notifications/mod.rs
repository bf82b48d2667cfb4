//! Notifications: what a signed-in person may want to know. Titles and names are read as the person may see them now.

pub mod list_notifications;
pub mod read_notifications;
pub mod settings;

use discreet_api_types::notifications::NotificationKind;
use discreet_store::notifications::NotificationKind as StoredKind;

fn kind_out(kind: StoredKind) -> NotificationKind {
    match kind {
        StoredKind::Mention => NotificationKind::Mention,
        StoredKind::Comment => NotificationKind::Comment,
        StoredKind::AccessRequest => NotificationKind::AccessRequest,
        StoredKind::ReviewWaiting => NotificationKind::ReviewWaiting,
        StoredKind::FirstOpening => NotificationKind::FirstOpening,
        StoredKind::Expiring => NotificationKind::Expiring,
    }
}

fn kind_in(kind: NotificationKind) -> StoredKind {
    match kind {
        NotificationKind::Mention => StoredKind::Mention,
        NotificationKind::Comment => StoredKind::Comment,
        NotificationKind::AccessRequest => StoredKind::AccessRequest,
        NotificationKind::ReviewWaiting => StoredKind::ReviewWaiting,
        NotificationKind::FirstOpening => StoredKind::FirstOpening,
        NotificationKind::Expiring => StoredKind::Expiring,
    }
}
